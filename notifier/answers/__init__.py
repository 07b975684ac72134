"""What a mail says, who it speaks for, and which response counts. Pure."""
