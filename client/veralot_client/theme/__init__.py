"""How the client looks: colours, type, icons and the style sheet, light and dark. It knows no page and no message."""
