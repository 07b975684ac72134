"""Where answers arrive: an IMAP account or a Maildir, read and marked, never understood here."""
