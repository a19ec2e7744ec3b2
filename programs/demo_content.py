"""What the demo's people write and attach. All of it is invented and says so: DATOS DE PRUEBA."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from random import Random
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

from enterprises.actions import create_project
from enterprises.models import Enterprise, Project, StrategicLine
from portal.core import clock
from portal.core.demo import MARK
from programs.enums import QuestionKind
from programs.form_schema import Page, Question

Texts = dict[str, tuple[str, ...]]

TEXTS_OF_LEON: Texts = {
    "producto": ("Calzado escolar de piel", "Bolsas y cinturones de piel", "Conservas de chile y tomate",
                 "Piezas de corte láser", "Suelas de material reciclado", "Uniformes industriales"),
    "aprendizaje": ("Cómo calcular bien nuestros costos y fijar precios con los que ganemos.",
                    "Cómo vender por internet y cuidar los tiempos de entrega."),
    "meta": ("Pasar de 400 a 600 pares por semana y contratar a dos personas más antes de que termine el año.",
             "Vender a dos cadenas de tiendas y llevar las cuentas del negocio con un sistema."),
    "uso-del-recurso": ("Una máquina de coser de doble aguja para no mandar a maquilar fuera.",
                        "Un equipo de corte que reduce el desperdicio de piel."),
    "resultado-esperado": ("Reducir el desperdicio de material de 18 a 10 por ciento, medido en la hoja de producción.",
                           "Pasar de 400 a 550 pares por semana, contados en la hoja de producción."),
    "puesto": ("Pespunte", "Almacén", "Atención a clientes", "Corte"),
    "necesidad": ("Operar y dar mantenimiento básico a las máquinas nuevas, y registrar la producción diaria.",
                  "Atender pedidos por teléfono y por internet, y dar seguimiento hasta la entrega."),
}  # fmt: skip
TEXTS_OF_VALLEDUPAR: Texts = {
    "producto": ("Mochilas y sombreros tejidos a mano", "Queso costeño", "Uniformes escolares", "Almuerzos caseros"),
    "historia": ("Empezó en el patio de la casa con dos telares, y hoy cuatro familias viven de ella.",
                 "La abrimos para vender lo que produce la región, con recetas de la abuela."),
    "necesidad": ("Dos máquinas planas y aprender a calcular los costos de cada pedido.",
                  "Un empaque que aguante el viaje, y clientes fuera de la ciudad."),
    "otro-apoyo-detalle": ("Una capacitación del SENA",),
}  # fmt: skip
ANY_TEXT = ("Queremos crecer de forma ordenada y conservar los empleos que ya tenemos.",)
PROJECTS_OF_LEON = (
    ("Línea de suelas de material reciclado", "Aprovechar el desperdicio de hule de los talleres de la zona."),
    ("Tienda en línea propia", "Vender directo al público y no depender de intermediarios."),
    ("Corte automatizado", "Reducir el desperdicio de piel y el tiempo de preparación de cada pedido."),
    ("Empaque al vacío", "Alargar la vida de nuestras conservas para llegar a otras ciudades."),
    ("Sistema de pedidos y almacén", "Saber cada día qué se produce, qué se vende y qué falta."),
)
PROJECTS_OF_VALLEDUPAR = (
    ("Telares para producir más", "Duplicar las mochilas de cada mes y dar trabajo a más tejedoras."),
    ("Marca y empaque propios", "Vender en ferias y en almacenes de otras ciudades."),
)
CURPS = ("XEXA850315HGTXXN08", "XOXM900721MCHXXR05")
CEDULAS = ("49700001", "1065900001")


@dataclass(frozen=True)
class Content:
    """What the people of one city write. An amount of León times `price_level` is one of the city, in round figures."""

    texts: Texts
    projects: tuple[tuple[str, str], ...]
    personal_ids: tuple[str, ...]
    price_level: int = 1


LEON = Content(TEXTS_OF_LEON, PROJECTS_OF_LEON, CURPS)
VALLEDUPAR = Content(TEXTS_OF_VALLEDUPAR, PROJECTS_OF_VALLEDUPAR, CEDULAS, price_level=100)
CONTENTS = {"leon": LEON, "valledupar": VALLEDUPAR}


def answers_for(page: Page, random: Random, content: Content = LEON) -> dict[str, Any]:
    """Return a plausible answer to each question of a page, as a form would clean it."""
    given: dict[str, Any] = {}
    for question in page.questions:
        if not question.is_file and question.is_asked(given):
            given[question.code] = _answer(question, random, content)
    return given


def _answer(question: Question, random: Random, content: Content) -> Any:
    if question.kind == QuestionKind.NUMBER:
        return _number(question, random, step=1, usual=12)
    if question.kind == QuestionKind.MONEY:
        return _number(question, random, step=1000 * content.price_level, usual=90_000 * content.price_level)
    if question.kind == QuestionKind.DATE:
        past = "inicio-operaciones" in question.code
        return clock.now().date() + (timedelta(days=-2000) if past else timedelta(days=random.randint(30, 150)))
    if question.kind == QuestionKind.CHOICE:
        return random.choice(question.choices).value
    if question.kind == QuestionKind.CHOICES:
        most = min(question.max_chosen or 2, len(question.choices), 2)
        return [choice.value for choice in random.sample(question.choices, most)]
    if question.kind == QuestionKind.YES_NO:
        return random.random() < 0.5
    if question.kind == QuestionKind.PERSONAL_ID:
        return random.choice(content.personal_ids)
    return random.choice(content.texts.get(question.code, ANY_TEXT))[: question.max_length]


def _number(question: Question, random: Random, *, step: int, usual: int) -> Decimal:
    least = int(question.minimum or 0)
    most = int(min(question.maximum, least + usual) if question.maximum is not None else least + usual)
    return Decimal(random.randrange(least, most + 1, min(step, max(most - least, 1))))


def project_of(enterprise: Enterprise, owner: Any, random: Random, content: Content = LEON) -> Project:
    """Return the enterprise's project, written down now where it has none."""
    if (project := enterprise.projects.order_by("pk").first()) is not None:
        return project
    title, goal = random.choice(content.projects)
    lines = list(StrategicLine.objects.published().for_municipality(enterprise.municipality))
    return create_project(
        enterprise,
        by=owner,
        title=title,
        goal=goal,
        budget=Decimal(random.randrange(20_000, 140_000, 500)) * content.price_level,
        line=random.choice(lines) if lines else None,
    )


def pdf_of(title: str, enterprise: str) -> SimpleUploadedFile:
    """Return a small valid PDF with a title, a name and the mark of test data."""
    lines = [MARK, title, enterprise, f"{clock.now():%Y-%m-%d}"]
    drawn = " ".join(f"({_escaped(line)}) Tj 0 -28 Td" for line in lines)
    with pikepdf.new() as pdf:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
        page = pdf.add_blank_page(page_size=(612, 792))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = pdf.make_stream(f"BT /F1 16 Tf 72 700 Td {drawn} ET".encode("cp1252", "replace"))
        out = BytesIO()
        pdf.save(out)
    return SimpleUploadedFile(f"{title}.pdf", out.getvalue(), content_type="application/pdf")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
