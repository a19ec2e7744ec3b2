"""The steps of an entrepreneur, one function each, as the journeys put them together."""

import re
from collections.abc import Callable
from pathlib import Path

import pikepdf

from tests.browser.visitor import Visitor
from tests.factories.enterprises import synthetic_rfc

CALL = "proyectos-con-inversion-conjunta"
EMAIL, PASSWORD = "ximena@mail.example", "nueve sillas junto al río"
DOCUMENT_NAMES = ("Constancia de Situación Fiscal", "Identificación oficial", "Comprobante de domicilio")
DOCUMENTS = ("constancia-situacion-fiscal", "identificacion-oficial", "comprobante-domicilio")
USE = {
    "monto-solicitado": "7,200",
    "aportacion-propia": "3,000.50",
    "concepto": ["maquinaria", "insumos"],
}
RESULT = {
    "empleos-conservados": "7",
    "empleos-nuevos": "2",
    "fecha-termino": "2027-06-30",
    "resultado-esperado": "Pasar de 400 a 550 pares por semana, contados en la hoja de producción.",
    "curp-representante": "XEXA850315HGTXXN08",
}


def pdf(folder: Path, name: str = "Escaneo número 1.pdf") -> Path:
    """A whole and honest PDF of one page."""
    path = folder / name
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(612, 792))
        document.save(path)
    return path


def signs_up(visitor: Visitor, mail_to: Callable[[str], str], email: str = EMAIL) -> None:
    """From the log-in page that an application asks for, to being logged in."""
    visitor.follows("Create an account")
    visitor.fills(full_name="Ximena Prueba Solís", email=email, password1=PASSWORD, accepts_notice=True)
    visitor.presses("Create my account")
    visitor.fills(code=code_in(mail_to(email)))
    visitor.presses("Continue")


def code_in(mail: str) -> str:
    return re.search(r"^\s*([A-Z0-9-]{6,12})\s*$", mail, re.MULTILINE).group(1)


def registers_the_enterprise(visitor: Visitor, number: int = 1) -> None:
    """Four pages: who it is, what it does, where it is, its figures."""
    visitor.fills(person_type="natural", tax_id=synthetic_rfc(number, "natural"), legal_name=f"Calzado Prueba {number}")
    visitor.presses("Save and continue")
    visitor.fills(sector_code="31-33", activity="Calzado escolar de piel")
    visitor.fills(founded_on_day="4", founded_on_month="3", founded_on_year="2019")
    visitor.presses("Save and continue")
    visitor.fills(
        street="Calle de los Ensayos 880", neighbourhood="San Miguel", postal_code="37390", phone="477 123 4567"
    )
    visitor.presses("Save and continue")
    visitor.fills(workers="7", sales="2,056,000")
    visitor.presses("Save")


def names_the_project(visitor: Visitor) -> None:
    visitor.follows("Write the project")
    visitor.page.get_by_text("Economía circular").click()
    visitor.fills(title="Suelas de material reciclado", goal="Aprovechar los retazos de hule.", budget="85,000")
    visitor.presses("Save the project")


def attaches(visitor: Visitor, code: str, file: Path) -> None:
    """Attach a file from the list of documents."""
    visitor.page.locator(f'main a[href$="/documentos/{code}/"]').first.click()
    visitor.fills(file=file)
    visitor.presses("Send the file")


def applies(visitor: Visitor, folder: Path) -> None:
    """From the start of an application, whose enterprise is registered, to the page where the answers are checked."""
    visitor.presses("Begin")
    visitor.follows("Continue")
    names_the_project(visitor)
    visitor.presses("Save and continue")
    visitor.fills(USE)
    visitor.presses("Save and continue")
    visitor.fills(RESULT)
    visitor.presses("Save and continue")
    for code in DOCUMENTS:
        attaches(visitor, code, pdf(folder))
    visitor.follows("Continue")
    visitor.follows("Continue")
