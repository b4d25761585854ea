"""Response models of visitor satisfaction: the members that every response has."""

from __future__ import annotations

from services.web.openapi import Shape


class Faces(Shape):
    """The number of each rating; n: all ratings; served: finished stops that could have been rated."""

    served: int
    n: int
    satisfied: int
    fair: int
    not_satisfied: int


class ServiceFaces(Faces):
    """The ratings of one service."""

    id: str
    name: str
    name_en: str


class AgencyFaces(ServiceFaces):
    """The ratings of one agency and of its services."""

    services: list[ServiceFaces]


class SatisfactionResponse(Faces):
    """The ratings of a period."""

    period: str
    venues: list[str]
    agencies: list[AgencyFaces]


class ElementResponse(Shape):
    """One element; mean: from 1 to the form's scale; of_100: the same on a scale of 100."""

    id: str
    sum: int
    mean: float | None
    of_100: float | None


class SurveyResponse(Shape):
    """
    The index of a survey.

    weights: "equal" or "printed"; weight: as text; sample_asked: the number of answers that the regulation requires, null
    if it has no rule; is_small: fewer answers than that, or fewer than 30.
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
    """The remark of a visitor who was served."""

    day: str
    text: str


class RemarksResponse(Shape):
    """The remarks of a period, latest first; n: the number of all remarks."""

    period: str
    n: int
    remarks: list[RemarkResponse]
