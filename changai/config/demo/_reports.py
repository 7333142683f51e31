"""What was reported and verified, tier by tier."""

from __future__ import annotations

from changai.config.demo import _files
from changai.config.demo._scene import CLOSING, DUTY, Scene
from changai.tasks import services as tasks
from changai.tasks.services import Split


def tell(scene: Scene) -> None:
    """Tell what enterprises, counties, cities and departments reported."""
    enterprises(scene)
    counties_and_cities(scene)
    wages(scene)
    departments(scene)


def enterprises(scene: Scene) -> None:
    """One enterprise has closed its part, another waits for review, others have not signed."""
    done = scene.told.part("6", scene.cast.unit("临湖机电有限公司"))
    tasks.acknowledge_task(task=done, by=scene.cast.one("yu"), at=scene.days.at(-30))
    file = scene.keep(
        "临湖机电有限公司",
        "yu",
        -20,
        "产改试点实施方案.docx",
        _files.paper(
            "产改试点实施方案", ["公司成立试点工作组。", "三年内一线工人持证率达到八成。"]
        ),
    )
    report = scene.say(
        done, "yu", -20, "试点方案已经职代会审议通过并公示。", 1, purpose=CLOSING, files=[file]
    )
    scene.judge(report, "xia", -18)
    waits = scene.told.part("6", scene.cast.unit("启明精工集团有限公司"))
    tasks.acknowledge_task(task=waits, by=scene.cast.one("miao"), at=scene.days.at(-31))
    file = scene.keep(
        "启明精工集团有限公司",
        "miao",
        -3,
        "技能等级与岗位工资对应表.csv",
        _files.roll(
            ["等级", "岗位工资（元）"], [["初级工", 5200], ["中级工", 6100], ["高级工", 7400]]
        ),
    )
    scene.say(
        waits,
        "miao",
        -3,
        "完成试点申报，薪酬对应表已张榜公布。",
        1,
        purpose=CLOSING,
        files=[file],
    )
    again = scene.told.part("6", scene.cast.unit("玉峰模具有限公司"))
    tasks.remind_task(
        task=again,
        words="已过约定日期，请尽快签收并反馈进展。",
        by=scene.cast.one("xia"),
        at=scene.days.at(-2),
    )


def counties_and_cities(scene: Scene) -> None:
    """Counties and cities report on pilots and on wage bargaining."""
    part = scene.told.part
    kunshan = scene.say(
        part("6", scene.cast.unit("昆山市产改办")),
        "xia",
        -15,
        "已确定试点企业名单并分批启动。",
        8,
    )
    scene.judge(kunshan, "su", -13)
    scene.say(part("6", scene.cast.unit("江阴市产改办")), "an", -6, "高新区两家企业完成申报。", 12)
    scene.say(
        part("6", scene.cast.unit("苏州市产改办")), "wei", -9, "十个县级市、区完成首批命名。", 41
    )
    wuxi = scene.say(
        part("6", scene.cast.unit("无锡市产改办")), "lu", -12, "首批试点命名52家。", 52
    )
    scene.judge(wuxi, "luo", -10, 49, words="3家企业未完成公示，暂不计入。")
    changzhou = part("6", scene.cast.unit("常州市产改办"))
    tasks.acknowledge_task(task=changzhou, by=scene.cast.one("ning"), at=scene.days.at(-40))
    named = scene.say(
        changzhou,
        "ning",
        -16,
        "完成命名38家，另有22家在公示。",
        38,
        blocked="两个开发区机构调整，试点申报人员尚未到位",
    )
    scene.judge(named, "luo", -15)
    members = part("25", scene.cast.unit("苏州市产改办"))
    tasks.acknowledge_task(task=members, by=scene.cast.one("su"), at=scene.days.at(-36))
    scene.say(members, "su", -8, "货车司机、外卖配送员集中入会行动启动。", 17600)


def wages(scene: Scene) -> None:
    """Two cities report on wage bargaining; one of them handed it on, down to enterprises."""
    part, cast, days = scene.told.part, scene.cast, scene.days
    for city, login, value in (("苏州市产改办", "su", 79), ("无锡市产改办", "lu", 72)):
        wages = part("19", cast.unit(city))
        tasks.acknowledge_task(task=wages, by=cast.one(login), at=days.at(-38))
        words = f"规上制造业企业集体协商要约行动已完成，覆盖率{value}%。"
        report = scene.say(wages, login, -14, words)
        if city == "苏州市产改办":
            scene.judge(report, "fang", -12)
    wuxi = part("19", cast.unit("无锡市产改办"))
    below = [Split(cast.unit("江阴市产改办").pk, days.day(35))]
    tasks.cascade_task(task=wuxi, targets=below, by=cast.one("lu"), at=days.at(-34))
    county = part("19", cast.unit("江阴市产改办"))
    tasks.acknowledge_task(task=county, by=cast.one("an"), at=days.at(-32))
    firms = (("启明精工集团有限公司", 2), ("澄江特种线缆有限公司", 20))
    below = [Split(cast.unit(name).pk, days.day(due)) for name, due in firms]
    tasks.cascade_task(task=county, targets=below, by=cast.one("an"), at=days.at(-2))


def departments(scene: Scene) -> None:
    """The departments report on the rows they lead."""
    task, say, judge = scene.told.task, scene.say, scene.judge
    talks = say(task("1"), "fang", -20, "宣讲团进企业、进车间，各地同步开展。", 180)
    judge(talks, "ruan", -18, 172, words="8场为网络重复场次，不计入。")
    contests = say(
        task("5"), "fang", -22, "省级赛事已启动46项，参赛人次按报名系统统计。", 46, 88000
    )
    judge(contests, "luo", -19)
    skills = say(task("11"), "tang", -24, "一季度取证人数按发证系统统计。", 61000)
    judge(skills, "ruan", -21, 58200, words="2800人为外省转入，不属于本年新增。")
    studios = say(task("8"), "fang", -17, "新命名工作室分两批公示。", 96)
    judge(studios, "ruan", -15, 90, words="6个工作室材料待补。")
    say(task("13"), "tang", -11, "按抽样调查推算。", 29)
    say(task("15"), "tang", -5, "补贴资金已拨付四批。", 12600)
    say(task("19"), "fang", -10, "全省要约行动进展总体平稳。", 71)
    say(task("25"), "fang", -7, "新就业形态劳动者入会专项行动已铺开。", 96000)
    stations = say(task("26"), "fang", -26, "新建站点与城市公共服务用房统筹建设。", 214)
    judge(stations, "luo", -24)
    hotline = say(task("27"), "fang", -9, "热线按期办结率按月通报。", 97)
    judge(hotline, "ruan", -7)
    bases = scene.keep(
        "省教育厅",
        "mei",
        -13,
        "实训基地名单.csv",
        _files.roll(
            ["序号", "基地", "牵头院校"], [[n, f"基地{n}", f"学院{n}"] for n in range(1, 15)]
        ),
    )
    say(task("12"), "mei", -13, "14个基地完成评审，其余6个正在整改。", 14, files=[bases])
    say(
        task("12"),
        "tang",
        -8,
        "联合认定细则已印发。",
        purpose=DUTY,
        duty=scene.duty("12", "省人力资源社会保障厅"),
    )
    draft = say(
        task("23"), "fang", -28, "制度初稿已完成。", blocked="省财政厅对疗休养经费渠道尚未会签"
    )
    judge(draft, "ruan", -26)
    zones = say(task("7"), "luo", -19, "已覆盖78%的省级以上开发区。", 78)
    judge(zones, "ruan", -16)
