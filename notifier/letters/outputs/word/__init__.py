"""What a Word document is made of (ECMA-376): runs, blocks, numbering, notes, and the staff's styles."""
