"""The genealogy's sections of a lot's dossier, along the chain of evidence.

`standing` says what stands before its next release, `life` shows its status history and its holds, `goods` where it lies, its
units and its packages, `chain` where it came from, what it went into and who has it; `columns` is what they share. A section
shows what is recorded: what is not recorded is shown as missing, and nothing is taken from present master data in its stead.
"""

from veralot_server.modules.genealogy.dossier import chain, goods, life, standing

__all__ = ["chain", "goods", "life", "standing"]
