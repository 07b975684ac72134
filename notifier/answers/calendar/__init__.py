"""Calendar objects in mail: answers (RFC 5546), in the forms that real clients give them."""
