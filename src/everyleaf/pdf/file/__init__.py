"""What a PDF file holds whatever it shows: objects, streams, metadata, profiles, page labels."""
