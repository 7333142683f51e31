"""Instructions and conveyances, made by the services."""

from changai.conveyance import services
from changai.documents import services as documents
from tests.conftest import NOON, TODAY


def make_instruction(cast, **fields):
    """Enter an instruction of the provincial office."""
    return documents.enter_instruction(
        **{
            "owner": cast.office,
            "leader_name": "林致远",
            "words": "请抓紧办理，月底前报结果。",
            "dated_on": TODAY,
            "about_words": "《关于高技能人才的专报》",
            "by": cast.clerk,
            "at": NOON,
            **fields,
        }
    )


def make_conveyance(cast, unit_ids=None, **fields):
    """Convey in the name of the provincial office: to every unit below unless some are named."""
    return services.convey(
        **{
            "unit": cast.office,
            "unit_ids": unit_ids,
            "title": "传达省领导批示",
            "sign_within_days": 3,
            "by": cast.clerk,
            "at": NOON,
            **fields,
        }
    )
