"""x"""

from veralot_client.core.module import Module

MODULE = Module(name="identity")
