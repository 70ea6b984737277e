"""The records that are about to be signed, each with its facts in plain words."""

from itertools import islice

from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem

from veralot_client.core.words import Words
from veralot_client.widgets.sentences import said
from veralot_client.widgets.values import OF_FIELDS, of_kind, told
from veralot_shared.contracts.identity import SubjectView

OPEN_AT_FIRST = 12
"""Records whose facts are spread out; of more, each opens when it is asked for."""


def subjects_tree(subjects: list[SubjectView]) -> QTreeWidget:
    """Return the records that are signed, each with its facts beneath it."""
    tree = QTreeWidget()
    tree.setColumnCount(2)
    tree.setHeaderHidden(True)
    tree.setMinimumHeight(120)
    tree.setRootIsDecorated(len(subjects) > OPEN_AT_FIRST)
    for subject in subjects:
        top = QTreeWidgetItem([subject.label])
        font = top.font(0)
        font.setBold(True)
        top.setFont(0, font)
        tree.addTopLevelItem(top)
        top.setFirstColumnSpanned(True)
        for value in subject.facts.values():
            top.addChild(QTreeWidgetItem(["", value]))
    for at in islice(range(tree.topLevelItemCount()), OPEN_AT_FIRST if len(subjects) > OPEN_AT_FIRST else None):
        item = tree.topLevelItem(at)
        if item is not None:
            item.setExpanded(True)
    return tree


def say_facts(tree: QTreeWidget, subjects: list[SubjectView], words: Words) -> None:
    """Say what each fact is called, in the language of the moment."""
    for at, subject in enumerate(subjects):
        top = tree.topLevelItem(at)
        if top is None:
            continue
        top.setText(0, worded(subject, words))
        for row, (name, value) in enumerate(subject.facts.items()):
            fact = top.child(row)
            if fact is not None:
                fact.setText(0, words.field(name))
                fact.setText(1, read(subject, name, value, words))
                fact.setToolTip(1, value)
    tree.resizeColumnToContents(0)


def read(subject: SubjectView, name: str, value: str, words: Words) -> str:
    """Return what a fact reads as: a sentence of ours in the language of the moment, a number as in tables."""
    if name in subject.sentences:
        return said(subject.sentences[name], words)
    kind = subject.kinds.get(name)
    return of_kind(value, kind, words) if kind else told(name, value, words)


def worded(subject: SubjectView, words: Words) -> str:
    """Return what a record is called, a code at its end in words."""
    for name, value in subject.facts.items():
        if name in OF_FIELDS and subject.label.endswith(f" {value}"):
            return subject.label.removesuffix(value) + told(name, value, words)
    return subject.label
