"""The least members of the answers about what visitors say."""

from __future__ import annotations

from services.web.openapi import Shape


class Faces(Shape):
    """How many chose which face; n: of how many; served: who might have; shares: of n, 0 to 1."""

    served: int
    n: int
    satisfied: int
    fair: int
    not_satisfied: int


class ServiceFaces(Faces):
    """The faces of one service."""

    id: str
    name: str
    name_en: str


class AgencyFaces(ServiceFaces):
    """The faces of one agency, and of its services."""

    services: list[ServiceFaces]


class SatisfactionResponse(Faces):
    """The faces of a period."""

    period: str
    venues: list[str]
    agencies: list[AgencyFaces]


class ElementResponse(Shape):
    """One element; mean: 1 to the form's scale; of_100: the same of 100."""

    id: str
    sum: int
    mean: float | None
    of_100: float | None


class SurveyResponse(Shape):
    """
    The index of a survey.

    weights: "equal" or "printed"; weight: as people write it; sample_asked: how many answers the regulation asks for, null:
    it says nothing; is_small: fewer than that, or than 30.
    """

    period: str
    venues: list[str]
    form: str
    version: int
    regulation: str
    weights: str
    weight: str
    n: int
    served: int
    sample_asked: int | None
    is_small: bool
    index: float | None
    grade: str | None
    elements: list[ElementResponse]


class RemarkResponse(Shape):
    """Free words of somebody who was served."""

    day: str
    text: str


class RemarksResponse(Shape):
    """Free words of a period, the latest first; n: of how many."""

    period: str
    n: int
    remarks: list[RemarkResponse]
