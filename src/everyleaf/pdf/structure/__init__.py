"""Say what every part of the document is: structure elements, from the HTML alone, before any layout."""
