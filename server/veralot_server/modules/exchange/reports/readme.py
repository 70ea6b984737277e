"""The text file in every reconciliation report that says, in both languages, what is attached and how to verify it."""

from typing import Final

TEXT: Final = """\
RECONCILIATION OF IMPORT {number} - {plant}

This PDF says what was imported and compares it with the files. It can be verified without the plant's system, without a
network and by anybody.

  record.json      the import for programs: its files with their SHA-256, counts and sums (canonical JSON, RFC 8785)
  signatures.json  the electronic signatures with the content that they bind and its SHA-256
  proofs.json      the audit log's signed head (C2SP tlog-checkpoint) and an RFC 9162 inclusion proof for each entry
  manifest.json    the SHA-256 of these files

To verify, with Python 3.11 or later:

  pip install "veralot-shared[verify]"
  veralot-verify --certificate ca.pem --key log.vkey THIS-FILE.pdf

Get ca.pem and log.vkey from the plant itself, not from this file. They must be:

  root certificate, SHA-256  {root}
  key of the audit log       {vkey}

Whoever has the files that were imported compares their SHA-256 with those in record.json: sha256sum FILE

----------------------------------------------------------------------------------------------------------------------

导入核对报告 {number} - {plant}

本 PDF 说明导入了哪些内容，并与源文件逐项核对。任何人无需工厂系统、无需网络即可验证。

  record.json      导入记录，供程序读取：源文件及其 SHA-256、计数和合计（规范化 JSON，RFC 8785）
  signatures.json  电子签名及其所绑定的内容和 SHA-256
  proofs.json      审计日志的签名检查点（C2SP tlog-checkpoint）以及每个审计条目的 RFC 9162 包含证明
  manifest.json    以上各文件的 SHA-256

验证方法（Python 3.11 或更高版本）：

  pip install "veralot-shared[verify]"
  veralot-verify --language zh_CN --certificate ca.pem --key log.vkey 本文件.pdf

请直接从工厂取得 ca.pem 和 log.vkey，不要取自本文件。它们应为：

  根证书 SHA-256   {root}
  审计日志公钥     {vkey}

持有源文件者可将其 SHA-256 与 record.json 中的值比较：sha256sum 文件
"""


def readme(number: int, plant: str, root: str, vkey: str) -> str:
    """Return the text for one report."""
    return TEXT.format(number=number, plant=plant, root=root, vkey=vkey)
