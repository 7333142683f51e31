"""Name the character a lost byte belonged to, from the few it can have been and its neighbors."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from changai.reading.decoding import FREQUENCY

# How much likelier a character is beside one it makes a word with: of any kind, of official prose.
_WORD: Final = 10.0
_OFFICE: Final = 120.0
_DIGITS: Final = str.maketrans("123456789", "000000000")
_RARE: Final = 1 / 3000
_SURE: Final = 0.8
# The words of official prose, which general word lists leave out; 0 stands for any digit.
_OFFICIAL: Final = (
    "会议 议案 决议 建议 培训 技能 职工 工人 产业 队伍 建设 改革 联席 召开 主持 出席 讲话 强调 "
    "指出 要求 各级 各地 各部 部门 单位 成员 责任 落实 推进 推动 加强 加快 完善 健全 建立 制度 "
    "机制 体系 体制 政策 措施 工作 重点 任务 目标 指标 考核 评价 督查 督办 检查 监督 监管 统筹 "
    "协调 配合 牵头 负责 服务 保障 权益 维护 提升 提高 素质 质量 发展 创新 竞赛 劳动 模范 工匠 "
    "人才 培养 引领 思想 政治 组织 领导 干部 群众 群体 宣传 教育 学习 贯彻 精神 传达 部署 安排 "
    "明确 确保 切实 扎实 深入 深化 全面 全市 全省 全国 全区 全县 市委 省委 区委 县委 政府 总工 "
    "工会 书记 主席 副主 副市 副省 副书 市长 省长 县长 区长 局长 主任 常委 委员 办公 公室 社会 "
    "保险 企业 民营 国有 园区 开发 街道 乡镇 社区 农村 农业 财政 资金 经费 补贴 奖励 激励 资源 "
    "人力 数据 数字 平台 网络 信息 系统 项目 工程 投资 环境 生态 安全 生产 风险 隐患 整改 整治 "
    "治理 管理 规范 标准 规划 计划 方案 意见 通知 报告 汇报 报送 进展 情况 问题 困难 短板 形势 "
    "特色 中心 核心 根本 基层 基础 一线 分会 会场 视频 电视 电话 现场 座谈 调研 动员 总结 表彰 "
    "经验 交流 发言 示范 试点 覆盖 扩大 参与 渠道 民主 文化 文明 城市 市场 经济 金融 科技 科学 "
    "技术 高校 毕业 就业 创业 收入 工资 集体 协商 合同 关系 和谐 稳定 底前 年底 月底 季度 每年 "
    "每月 以上 以下 不得 不少 左右 百分 分之 中国 国家 中央 习近 近平 平新 时代 主义 党的 党中 "
    "总书 重要 指示 批示 意义 高度 重视 认真 积极 主动 充分 发挥 作用 优势 力量 合力 局面 氛围 "
    "营造 关心 支持 帮助 解决 实施 实现 完成 开展 举办 举行 召集 成立 设立 打造 构建 0月 月0 "
    "0日 0年 年0 0个 0家 0名 0人 0万 0亿 0项 0次 0所 0届 0元 第0 0号 0多 0余 0% 省联 席会 各成 "
    "各单 县（ 市、 区）"
)

# Neighbors that turn up in most reports and plans, across words and beside punctuation.
_NEIGHBORS: Final = (
    "议。 日， 作， 参加 调， ，要 委、 出， ，各 行动 强化 一步 有关 各项 "
    "作。 ，加 做好 提出 上， 关于 ，确 进行 增强 相关 人民 。要 ，推 会主 "
    "求， 度， 设， 神， 责人 ，提 主要 ，并 ，为 取得 同志 加会 ，以 进一 "
    "，全 ，对 的重 。各 更加 成效 ，切 促进 位要 议并 关部 新时 动， 结合 "
    "研究 高质 民政 实。 坚持 围绕 务， 指导 要加 展的 突出 、市 会上 作的 "
    "重大 人参 三是 二是 一是 今年 中共 ，坚 点工 抓好 作出 持会 记、 委会 "
    "综合 并讲 ，市 党组 力， 任， 具体 ，一 人员 通报 年度 、国 ”， 局、 "
    "按照 伍建 进会 。会 下一 开。 作进 常务 认识 党委 点， 战略 委书 效。 "
    "持续 加大 意识 长、 学校 四是 议， ，在 大力 委常 人大 业工 方面 平总 "
    "聚焦 会召 把握 责同 出的 午， 主体 想， 形成 ，深 ，实 彻落 项工 不断 "
    "的高 ；三 。他 ；二 作会 关单 分工 领域 总体 门要 ，进 一、 ”的 实际 "
    "共中 ，做 新型 人队 位、 量， 革工 设改 职责 定。 实增 进产 导， 市人 "
    "效， 我市 引导 要认 统一 务副 、常 ，县 言。 出重 以习 决策 全体 持。 "
    "以及 有效 ；四 活动 力度 制， 员、 出了 针对 新闻 位， 系， 时间 ，不 "
    "务院 国务 优化 标任 的目 量发 用， 达到 阶段 业和 色社 国特 义思 代中 "
    "署。 分析 要指 达学 业、 实， 的政 程， 话。 划， ，把 议室 组书 的主 "
    "责， 实效 “一 协同 性， 中发 、副 革的 ，认 分别 、全 行了 展。 、县 "
    "压实 识， 、各 强国 加了 署， 策部 了会 要强 作要 ：一 议精 各类 部、 "
    "报了 内容 ，积 全、 学院 上午 使用 严格 日上 、教 。二 。三 求。 校召 "
    "业的 的意 通过 一次 位： 要深 层次 的二 二十 市政 要负 务。 ，现 、区 "
    "政局 ，完 ，按 区、 印发 着力 会， 况， 部长 现代 部分 省、 为指 想为 "
    "闻联 视网 央视 联播 消息 网消 "
)


class Guessed(str):
    """A character that was inferred, not read."""

    __slots__ = ()


def likeliest(before: str, options: list[str], after: str) -> Guessed | None:
    """Return the option that is far likelier than all others together, by use and by neighbors.

    Nothing where none is: a wrong character is worse than an open one.
    """
    if not options:
        return None
    official, known = _pairs()
    before, after = before.translate(_DIGITS), after.translate(_DIGITS)

    def weight(option: str) -> float:
        found = FREQUENCY.get(option, _RARE)
        for pair in (before + option, option + after):
            found *= _OFFICE if pair in official else _WORD if pair in known else 1.0
        return found

    weights = {option: weight(option) for option in set(options)}
    best = max(sorted(weights), key=weights.__getitem__)
    return Guessed(best) if weights[best] >= _SURE * sum(weights.values()) else None


@lru_cache(maxsize=1)
def _pairs() -> tuple[frozenset[str], frozenset[str]]:
    """Return the neighboring characters of the words of official prose, and of all known words.

    Cost: 0.1 s, once, and only for a text that has lost bytes.
    """
    from pypinyin.constants import PHRASES_DICT

    return _neighbors((_OFFICIAL + " " + _NEIGHBORS).split()), _neighbors(PHRASES_DICT)


def _neighbors(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word[at : at + 2] for word in words for at in range(len(word) - 1))
