"""The text file in every dossier that says, in both languages, what is attached and how to verify it."""

from veralot_server.core.certificates import PlantSigner
from veralot_server.modules.genealogy.reports.evidence import Evidence

TEXT = """\
LOT DOSSIER {lot_no} - {plant}

This PDF is a lot's dossier. It can be verified without the plant's system, without a network and by anybody.

  record.json      the lot's record, for programs (canonical JSON, RFC 8785)
  signatures.json  the electronic signatures with the content that they bind and its SHA-256
  proofs.json      the audit log's signed head (C2SP tlog-checkpoint) and an RFC 9162 inclusion proof for each entry
  manifest.json    the SHA-256 of these files
  file-…           the lot's own files, where they were put in; record.json names all of them with their SHA-256

To verify, with Python 3.11 or later:

  pip install "veralot-shared[verify]"
  veralot-verify --certificate ca.pem --key log.vkey THIS-FILE.pdf

Get ca.pem and log.vkey from the plant itself, not from this file. They must be:

  root certificate, SHA-256  {root}
  key of the audit log       {vkey}

Without them the verifier still finds every change to this file, but cannot tell who made it. If you kept an older head
of the log, add --checkpoint NOTE: it proves that nothing before that head was rewritten. If the lot's files were handed
to you beside this one, add --files FOLDER: it proves that they are the ones that the log names.

What is proven: each entry in proofs.json was in the plant's audit log of {size} entries when the head was signed. An
entry is a JSON array: id, time (UTC), user id, user name, session, workstation, message, command, table, key,
operation (I, U, D), old values, new values, reason, signature, zone. The newest entry of the lot's row agrees with
record.json, and the entries of the signatures agree with signatures.json.
What is not proven by an entry: that no later entry exists. The plant's signature on the whole file vouches for that.

----------------------------------------------------------------------------------------------------------------------

批档案 {lot_no} - {plant}

本 PDF 是一个批次的完整档案。任何人无需工厂系统、无需网络即可验证。

  record.json      批记录，供程序读取（规范化 JSON，RFC 8785）
  signatures.json  电子签名及其所绑定的内容和 SHA-256
  proofs.json      审计日志的签名检查点（C2SP tlog-checkpoint）以及每个审计条目的 RFC 9162 包含证明
  manifest.json    以上各文件的 SHA-256
  file-…           该批自身的文件（如已放入）；record.json 列出全部文件及其 SHA-256

验证方法（Python 3.11 或更高版本）：

  pip install "veralot-shared[verify]"
  veralot-verify --language zh_CN --certificate ca.pem --key log.vkey 本文件.pdf

请直接从工厂取得 ca.pem 和 log.vkey，不要取自本文件。它们应为：

  根证书 SHA-256   {root}
  审计日志公钥     {vkey}

没有它们，验证程序仍能发现对本文件的任何改动，但不能确认文件由谁制作。如果您保留了较早的日志检查点，
请加上 --checkpoint 检查点文件：可证明该检查点之前的历史未被改写。如另行收到该批的文件，
请加上 --files 文件夹：可证明它们就是日志所列的文件。

已证明的内容：proofs.json 中的每个条目，在检查点签署时均在工厂的审计日志（共 {size} 条）中。
每个条目是一个 JSON 数组：编号、时间（UTC）、用户编号、用户名、会话、工作站、消息、命令、表、主键、
操作（I 新增、U 修改、D 删除）、旧值、新值、原因、签名、时区。批记录行的最新条目与 record.json 一致，
签名条目与 signatures.json 一致。
条目本身不能证明的内容：此后没有更新的条目。这一点由工厂对整个文件的签名保证。
"""


def readme(evidence: Evidence, signer: PlantSigner) -> str:
    """Return the text for one dossier."""
    return TEXT.format(
        lot_no=evidence.dossier.lot.lot_no,
        plant=signer.plant,
        root=signer.fingerprint,
        vkey=evidence.proofs.vkey,
        size=evidence.size,
    )
