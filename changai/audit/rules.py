"""What an audit entry keeps of a change: only the fields that changed."""

from collections.abc import Mapping
from typing import Any


def changed(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return both sides without the fields that are equal on both."""
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return (
        {key: before[key] for key in keys if key in before},
        {key: after[key] for key in keys if key in after},
    )


def gettext_noop(words: str) -> str:
    """Mark words for the catalogue without translating them here."""
    return words


_ = gettext_noop
# Every action the program records, in the words of the page of the audit.
ACTIONS: Mapping[str, str] = {
    "account.deactivated": _("停用账号"),
    "account.details_changed": _("更改联系方式"),
    "account.entered_demo": _("进入演示"),
    "account.language_changed": _("更改语言"),
    "account.link_made": _("生成一次性链接"),
    "account.opened": _("开通账号"),
    "account.password_changed": _("更改密码"),
    "account.password_set": _("设置密码"),
    "account.reactivated": _("恢复账号"),
    "account.signed_in": _("登录"),
    "account.signed_out": _("退出"),
    "audit.person_erased": _("清除个人信息"),
    "document.described": _("补充文件信息"),
    "document.read_again": _("重新识读文件"),
    "document.received": _("收入文件"),
    "duty.accepted": _("认可配合事项"),
    "duty.due_changed": _("调整配合期限"),
    "duty.reported": _("报送配合事项"),
    "duty.returned": _("退回配合事项"),
    "duty.waived": _("豁免配合事项"),
    "file.stored": _("保存原件"),
    "instruction.decided": _("认定批示"),
    "measure.accepted": _("确认举措"),
    "measure.added": _("补充举措"),
    "measure.edited": _("修改举措"),
    "measure.merged": _("合并举措"),
    "measure.rejected": _("不采纳举措"),
    "measure.reopened": _("重新审读举措"),
    "measure.split": _("拆分举措"),
    "measure.units_set": _("设定责任单位"),
    "notices.all_read": _("全部通知标为已读"),
    "notices.read": _("通知标为已读"),
    "notices.sent": _("发出邮件"),
    "person.changed": _("更改人员资料"),
    "person.deactivated": _("停用人员"),
    "person.founded": _("建立首个账号"),
    "person.handed_over": _("移交在办事项"),
    "person.invited": _("邀请人员"),
    "person.link_made": _("为人员生成链接"),
    "person.reactivated": _("恢复人员"),
    "post.covered": _("安排代理"),
    "post.ended": _("结束职务"),
    "post.given": _("任职"),
    "task.acknowledged": _("签收任务"),
    "task.amended": _("按修订更改任务"),
    "task.archived": _("归档任务"),
    "task.assigned": _("交办任务"),
    "task.cancelled": _("取消任务"),
    "task.cascaded": _("向下分解任务"),
    "task.clock_resumed": _("恢复计时"),
    "task.clock_stopped": _("中止计时"),
    "task.closed": _("任务销号"),
    "task.declined": _("退回非本单位任务"),
    "task.done": _("任务办结"),
    "task.due_changed": _("调整任务期限"),
    "task.duties_added": _("增加配合单位"),
    "task.extension_approved": _("批准延期"),
    "task.extension_asked": _("申请延期"),
    "task.extension_refused": _("不批准延期"),
    "task.followed_up": _("立后续任务"),
    "task.marked_late": _("标记超期"),
    "task.notified": _("发出到期提醒"),
    "task.quality_marked": _("标记质量"),
    "task.reassigned": _("改交任务"),
    "task.registered": _("任务立项"),
    "task.reminded": _("催办任务"),
    "task.reported": _("填报进展"),
    "task.returned": _("退回补充"),
    "task.submitted": _("报送办结"),
    "task.waived": _("豁免任务"),
    "unit.closed": _("撤销单位"),
    "unit.loaded_from_pack": _("按内容包装入单位"),
    "unit.merged": _("合并单位"),
    "unit.moved": _("调整隶属"),
    "unit.opened": _("新设单位"),
    "unit.opened_many": _("批量新设单位"),
    "unit.renamed": _("单位更名"),
}
# What an entry may speak of, by the label of its table.
THINGS: Mapping[str, str] = {
    "accounts.user": _("人员"),
    "audit.personkey": _("个人信息密钥"),
    "documents.document": _("文件"),
    "documents.instruction": _("批示"),
    "documents.measure": _("举措"),
    "documents.storedfile": _("原件"),
    "evidence.evidencefile": _("佐证文件"),
    "evidence.publication": _("公布"),
    "evidence.report": _("报送"),
    "evidence.reportrequest": _("报送要求"),
    "notices.notice": _("通知"),
    "notices.outgoing": _("邮件"),
    "orgs.post": _("职务"),
    "orgs.unit": _("单位"),
    "orgs.unitchange": _("单位变更"),
    "tasks.duty": _("配合事项"),
    "tasks.extension": _("延期申请"),
    "tasks.plan": _("计划"),
    "tasks.plancomment": _("计划意见"),
    "tasks.planrow": _("计划条目"),
    "tasks.planversion": _("计划版本"),
    "tasks.stop": _("中止计时"),
    "tasks.task": _("任务"),
    "tasks.tasktarget": _("任务指标"),
}
# The names of the fields people ask about most; others are shown as they are called.
FIELDS: Mapping[str, str] = {
    "acknowledged_on": _("签收日期"),
    "answer": _("答复"),
    "assigned_on": _("交办日期"),
    "behind_on": _("落后起始日"),
    "blocked_words": _("受阻情况"),
    "by_link": _("链接"),
    "closed_on": _("销号日期"),
    "code": _("代码"),
    "count": _("数量"),
    "done_on": _("办结日期"),
    "due_on": _("期限"),
    "due_words": _("期限表述"),
    "email": _("邮箱"),
    "ended_on": _("终止日期"),
    "evidence_count": _("佐证数"),
    "failed": _("失败"),
    "fields": _("字段"),
    "first_late_on": _("首次超期日"),
    "from_on": _("开始日期"),
    "kind": _("类型"),
    "language": _("语言"),
    "lead_id": _("牵头单位编号"),
    "login": _("登录名"),
    "mails": _("邮件"),
    "name": _("名称"),
    "notices": _("通知"),
    "parent_id": _("上级编号"),
    "person_id": _("人员编号"),
    "phone": _("电话"),
    "poor_quality": _("质量差"),
    "purpose": _("用途"),
    "quote": _("原文"),
    "read": _("已读"),
    "reason": _("理由"),
    "reported_on": _("报送日期"),
    "role": _("职务"),
    "said": _("填报值"),
    "state": _("状态"),
    "stopped_on": _("中止日期"),
    "submitted_by_id": _("报送人编号"),
    "submitted_on": _("报送办结日期"),
    "title": _("标题"),
    "to_on": _("结束日期"),
    "unit_id": _("单位编号"),
    "verified": _("核实值"),
    "words": _("说明"),
}
del _
PERSONAL = "person:"


def person_of(field: str) -> int | None:
    """Return whose personal values a field holds, None for an ordinary field."""
    return int(field.removeprefix(PERSONAL)) if field.startswith(PERSONAL) else None
