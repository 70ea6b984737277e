"""The verifier's words in English and Simplified Chinese.

They stand here and not in the catalogue of the other texts, since the verifier is installed alone. Braces hold the
facts of the check.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from veralot_shared.verify.report import Name, Reason, Result, Verdict


class Language(StrEnum):
    """A language of the report, by its gettext name."""

    EN = "en"
    ZH_CN = "zh_CN"


class Text(NamedTuple):
    """One text in each language."""

    en: str
    zh_cn: str

    def in_language(self, language: Language, facts: Mapping[str, str] | None = None) -> str:
        """Return the text with the facts filled in."""
        text = self.zh_cn if language is Language.ZH_CN else self.en
        return text.format_map(facts) if facts else text


RESULTS: Final = {
    Result.PASSED: Text("passed", "通过"),
    Result.FAILED: Text("FAILED", "失败"),
    Result.NOT_APPLICABLE: Text("not applicable", "不适用"),
    Result.NOT_RUN: Text("not run", "未执行"),
}

TITLES: Final = {
    Name.PDF: Text("PDF file", "PDF 文件"),
    Name.ARCHIVE: Text("Archive", "压缩文件"),
    Name.ENTRIES: Text("File of entries against the audit log", "条目文件与审计日志的一致性"),
    Name.SIGNATURE: Text("Plant's signature (PAdES)", "工厂签名（PAdES）"),
    Name.UNCHANGED: Text("Nothing changed after signing", "签名后未被更改"),
    Name.ISSUER: Text("Plant's certificate", "工厂证书"),
    Name.ATTACHMENTS: Text("Attachments", "附件"),
    Name.CHECKPOINT: Text("Head of the audit log", "审计日志检查点"),
    Name.LOG_KEY: Text("Key of the audit log", "审计日志公钥"),
    Name.INCLUSION: Text("Entries in the audit log", "审计条目的包含证明"),
    Name.RECORD: Text("Record against the audit log", "记录与审计日志的一致性"),
    Name.IMPORT: Text("Import against the audit log", "导入记录与审计日志的一致性"),
    Name.FILES: Text("Files of the lot", "该批的文件"),
    Name.SIGNATURES: Text("Electronic signatures", "电子签名"),
    Name.CONSISTENCY: Text("History since an older checkpoint", "自旧检查点以来的历史"),
}

FINDINGS: Final = {
    Name.PDF: Text("The file is a readable PDF.", "文件是可读取的 PDF。"),
    Name.ARCHIVE: Text("The file is a readable archive.", "文件是可读取的压缩文件。"),
    Name.ENTRIES: Text(
        "{rows} rows of {count} entries say what the log says. The last three columns, names of today, are not proven.",
        "{count} 条审计条目共 {rows} 行，与日志一致。最后三列为当前名称，不在证明范围内。",
    ),
    Name.SIGNATURE: Text(
        "Signed by “{signer}”, at {signed_at} by its own clock.", "由“{signer}”签署，签署方时钟：{signed_at}。"
    ),
    Name.UNCHANGED: Text("The signature covers the whole file.", "签名覆盖整个文件。"),
    Name.ISSUER: Text(
        "A certificate that you trust vouches for the signer. Root SHA-256: {fingerprint}",
        "您信任的证书证明了签署方的身份。根证书 SHA-256：{fingerprint}",
    ),
    Name.ATTACHMENTS: Text(
        "{count} attachments, each with the hash that the manifest gives.", "{count} 个附件齐全，哈希值均相符。"
    ),
    Name.CHECKPOINT: Text(
        "{origin}: {size} entries, root {root}; the signature fits.", "{origin}：{size} 条，根哈希 {root}；签名有效。"
    ),
    Name.LOG_KEY: Text("It is the key that you gave: {key}", "与您提供的公钥相同：{key}"),
    Name.INCLUSION: Text("Entries proven to be in the log: {count}.", "{count} 条审计条目均已证明在日志中。"),
    Name.RECORD: Text(
        "Lot {lot}: {fields} fields agree with the newest audited row. "
        "Rows of the record with an entry of their own: {rows}.",
        "批 {lot}：{fields} 个字段与最新审计行一致。记录中有自身审计条目的行：{rows}。",
    ),
    Name.IMPORT: Text(
        "Import {number}: {fields} fields agree with the newest audited row, file hashes, counts and sums among them.",
        "导入 {number}：{fields} 个字段与最新审计行一致，其中包括文件哈希、计数和合计。",
    ),
    Name.FILES: Text(
        "Files that the record names and the log proves: {count}. Each was compared, byte for byte: {seen}.",
        "记录列出且日志证明的文件：{count} 个；已逐字节比对：{seen} 个。",
    ),
    Name.SIGNATURES: Text(
        "Signatures in the log, binding what is shown: {count}. Signed records that have changed since: {void}.",
        "{count} 个签名均在日志中，并与所示内容绑定；签名后已变更的被签记录：{void} 条。",
    ),
    Name.CONSISTENCY: Text(
        "The log of {size} entries begins with the {old_size} that you know, unchanged.",
        "日志现有 {size} 条，前 {old_size} 条与您所持检查点一致，未被改写。",
    ),
}

REASONS: Final = {
    Reason.PDF_UNREADABLE: Text("The file is damaged, encrypted, or no PDF.", "文件已损坏、被加密，或不是 PDF。"),
    Reason.ARCHIVE_UNREADABLE: Text("The file is damaged, or no archive.", "文件已损坏，或不是压缩文件。"),
    Reason.ARCHIVE_TOO_LARGE: Text("It unpacks to more than an extract can be.", "解压后的大小超过导出文件的上限。"),
    Reason.ENTRIES_OTHER: Text(
        "The file has {rows} rows; by the proven entries it has {wanted}, or other columns.",
        "文件有 {rows} 行；按已证明的条目应有 {wanted} 行，或列不相符。",
    ),
    Reason.ENTRIES_CONTRADICT_LOG: Text(
        "Row {row} says {column} = {told}; by the audit log it is {logged}.",
        "第 {row} 行的 {column} = {told}；审计日志中为 {logged}。",
    ),
    Reason.SIGNATURE_MISSING: Text("The PDF carries no signature.", "该 PDF 没有签名。"),
    Reason.SIGNATURE_UNREADABLE: Text("The signature is damaged.", "签名数据已损坏。"),
    Reason.SIGNATURE_WRONG: Text(
        "The signature was not made with the key of the certificate.", "签名并非由该证书的密钥作出。"
    ),
    Reason.SIGNATURE_PADDED: Text(
        "The signature's field holds more than the signature.", "签名字段中除签名外还有其他内容。"
    ),
    Reason.DOCUMENT_ALTERED: Text(
        "The document is not what was signed: at least one byte differs.", "文件与签署时不同：至少有一个字节被改动。"
    ),
    Reason.NOT_PADES: Text("The signature is of another kind than PAdES.", "签名不是 PAdES 类型。"),
    Reason.CHANGED_AFTER_SIGNING: Text("Something was added after the signature.", "签名之后文件被追加了内容。"),
    Reason.ISSUER_UNKNOWN: Text(
        "No certificate that you trust vouches for the signer. Root SHA-256 in the file: {fingerprint}",
        "您信任的证书均不能证明签署方的身份。文件内根证书 SHA-256：{fingerprint}",
    ),
    Reason.CHAIN_BROKEN: Text(
        "The root certificate in the file does not vouch for the signer: {fingerprint}",
        "文件内的根证书不能证明签署方的身份：{fingerprint}",
    ),
    Reason.CERTIFICATE_NOT_GIVEN: Text(
        "Signature intact; issuer not checked against a certificate you trust. "
        "Give --certificate, or compare the root's SHA-256 with the plant's: {fingerprint}",
        "签名完整；但未与您信任的证书核对签发者。"
        "请使用 --certificate，或与工厂公布的根证书 SHA-256 核对：{fingerprint}",
    ),
    Reason.ATTACHMENT_MISSING: Text("{file} is missing.", "缺少 {file}。"),
    Reason.ATTACHMENT_UNEXPECTED: Text("{file} is not listed, or stands twice.", "{file} 未列入清单或重复出现。"),
    Reason.ATTACHMENT_ALTERED: Text(
        "{file} does not have the hash that the manifest gives.", "{file} 与清单中的哈希值不符。"
    ),
    Reason.ATTACHMENT_UNREADABLE: Text("{file} cannot be read.", "{file} 无法读取。"),
    Reason.FORMAT_UNKNOWN: Text(
        "This dossier is of the format “{file}”; a newer veralot-verify may know it.",
        "该档案的格式为“{file}”；请使用更新版本的 veralot-verify。",
    ),
    Reason.CHECKPOINT_MALFORMED: Text(
        "The checkpoint or its key has not the right form.", "检查点或其公钥的格式不正确。"
    ),
    Reason.CHECKPOINT_FORGED: Text("The checkpoint's signature does not fit.", "检查点的签名无效。"),
    Reason.LOG_KEY_OTHER: Text(
        "The dossier's key is not the one that you gave: {key}", "档案中的公钥与您提供的不同：{key}"
    ),
    Reason.LOG_KEY_NOT_GIVEN: Text(
        "Not compared with a key you trust. Give --key, or compare with the plant's: {key}",
        "未与您信任的公钥核对。请使用 --key，或与工厂公布的公钥核对：{key}",
    ),
    Reason.NO_ENTRIES: Text("The dossier proves no audit entry at all.", "档案未包含任何审计条目证明。"),
    Reason.LEAF_UNREADABLE: Text(
        "Entry {entry} is not an entry of the audit log.", "条目 {entry} 不是有效的审计日志条目。"
    ),
    Reason.INCLUSION_WRONG: Text(
        "Entry {entry} (index {index}) is not proven to be in the log.",
        "条目 {entry}（序号 {index}）不能证明在日志中。",
    ),
    Reason.LOT_NOT_IN_LOG: Text(
        "No proven audit entry is about lot {lot}.", "没有任何已证明的审计条目与批 {lot} 有关。"
    ),
    Reason.IMPORT_NOT_IN_LOG: Text(
        "No proven audit entry is about import {number}.", "没有任何已证明的审计条目与导入 {number} 有关。"
    ),
    Reason.ROW_NOT_PROVEN: Text(
        "{row} of the record is said to be proven by entry {entry}, which the dossier does not prove.",
        "记录中的 {row} 声称由条目 {entry} 证明，但档案并未证明该条目。",
    ),
    Reason.NO_FILES: Text("No file belongs to this lot.", "该批没有文件。"),
    Reason.FILE_NOT_PROVEN: Text(
        "The record names the file {file}, but the audit log has no file of that hash.",
        "记录列出文件 {file}，但审计日志中没有该哈希值的文件。",
    ),
    Reason.FILE_NOT_NAMED: Text(
        "The record names no file with the content of {file}.", "记录中没有内容与 {file} 相同的文件。"
    ),
    Reason.FILES_ELSEWHERE: Text(
        "The log proves the hashes of all {count} files; {seen} of them were compared. Give the others with --files.",
        "日志证明了全部 {count} 个文件的哈希值，已比对 {seen} 个；其余文件请用 --files 提供。",
    ),
    Reason.LOT_DELETED: Text(
        "By the audit log, the row of lot {lot} was deleted.", "审计日志显示批 {lot} 的记录已被删除。"
    ),
    Reason.RECORD_CONTRADICTS_LOG: Text(
        "The record says {field} = {told}; by the audit log it is {logged}.",
        "记录中 {field} = {told}；审计日志中为 {logged}。",
    ),
    Reason.SIGNATURE_NOT_IN_LOG: Text(
        "Signature {signature} is not in the audit log.", "签名 {signature} 不在审计日志中。"
    ),
    Reason.SIGNATURE_CONTRADICTS_LOG: Text(
        "Signature {signature} differs from the audit log in {field}.", "签名 {signature} 的 {field} 与审计日志不一致。"
    ),
    Reason.CONTENT_HASH_WRONG: Text(
        "Signature {signature} does not bind the content that is shown: its hash differs.",
        "签名 {signature} 与所示内容不绑定：哈希值不符。",
    ),
    Reason.SIGNATURE_LEFT_OUT: Text(
        "Signature {signature} is in the audit log of this lot but not in the dossier.",
        "签名 {signature} 在该批的审计日志中，但档案中没有。",
    ),
    Reason.NO_SIGNATURES: Text("Nobody has signed anything about it.", "没有任何电子签名。"),
    Reason.OLDER_NOTE_NOT_GIVEN: Text("You gave no older checkpoint to compare with.", "您未提供用于比对的旧检查点。"),
    Reason.OLDER_NOTE_FORGED: Text(
        "Your older checkpoint is not signed with the key of this log.", "您的旧检查点不是由该日志的密钥签署。"
    ),
    Reason.OLDER_NOTE_OTHER_LOG: Text("Your older checkpoint is of another log.", "您的旧检查点属于另一个日志。"),
    Reason.OLDER_NOTE_NEWER: Text(
        "Your checkpoint ({old_size} entries) is newer than this dossier ({size}); ask for a new dossier.",
        "您的检查点（{old_size} 条）比该档案（{size} 条）更新；请索取新的档案。",
    ),
    Reason.CONSISTENCY_MISSING: Text(
        "The dossier has no proof from your checkpoint ({old_size} entries) to its own ({size}); ask for a new one.",
        "档案中没有从您的检查点（{old_size} 条）到其自身（{size} 条）的一致性证明；请索取新的档案。",
    ),
    Reason.HISTORY_REWRITTEN: Text(
        "The log of {size} entries does not begin with the {old_size} that you know: history was rewritten.",
        "日志的 {size} 条并非以您所知的 {old_size} 条开头：历史被改写。",
    ),
    Reason.EARLIER_CHECK_FAILED: Text(
        "Could not run, because an earlier check failed.", "因前面的检查失败而无法执行。"
    ),
}

VERDICTS: Final = {
    Verdict.ACCEPTED: Text("ACCEPTED: everything was checked and is in order.", "接受：全部检查均已执行并通过。"),
    Verdict.INTACT: Text(
        "INTACT: nothing is wrong. What was not run needs something that you have from the plant.",
        "完整：未发现问题。未执行的检查需要您从工厂另行获得的资料。",
    ),
    Verdict.REFUSED: Text("REFUSED: do not rely on this document.", "拒绝：请勿依据此文件。"),
}
