"""Stages in life words: what is happening, what comes next, and who does it."""

from dataclasses import dataclass

from server.casework.cases.models import Case


@dataclass(frozen=True)
class StageWords:
    """How a stage reads to the resident: where it is, what happens now, what comes next."""

    where: str
    now: str
    next: str
    is_yours: bool = False


WORDS = {
    "draft": StageWords("还没有交", "您写过的都存着", "写完后签名提交", is_yours=True),
    "submitted": StageWords("已经交了", "镇上在看收不收", "收下后开始核对"),
    "correction": StageWords("等您答一句话", "有事情请您说明", "答完后接着办", is_yours=True),
    "accepted": StageWords("已经受理", "开始核对", "核对情况，写意见"),
    "checking": StageWords("正在核对", "工作人员在核对情况", "写好意见后，由另一个人来定"),
    "surveying": StageWords("正在入户", "两位工作人员会上门看一次", "看完后写意见"),
    "publicity": StageWords(
        "正在公示", "在村（社区）张贴，只写姓名、类别和金额", "公示期满后做决定"
    ),
    "reviewing": StageWords("等待决定", "另一位工作人员在看意见", "做出决定，告诉您"),
    "county_review": StageWords("县里在看", "由县民政局决定", "做出决定，告诉您"),
    "approved": StageWords("批准了", "正在安排打款", "钱到您填的账户"),
    "refused": StageWords("没有批准", "理由写在下面", "不服可以申请复议或起诉"),
    "not_accepted": StageWords("没有受理", "理由写在下面", "可以改好再申请，或者不服申请复议"),
    "withdrawn": StageWords("您撤回了", "不再办理", "需要时可以再申请"),
    "closed": StageWords("办完了", "钱已经发放", "请给这次办理打个分"),
}


# Where help comes first: the same stages, told by what is really happening.
URGENT_WORDS = {
    "submitted": StageWords("已经交了", "工作人员马上给您回话", "先把人帮上，手续后补"),
    "accepted": StageWords("已经受理", "正在安排帮助", "写好意见，由另一个人来定"),
}


def words_of(case: Case) -> StageWords:
    """A case's stage in words."""
    urgent = URGENT_WORDS.get(case.stage) if case.aid_by is not None else None
    return urgent or WORDS[case.stage]
