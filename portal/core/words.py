"""The words that differ by country: RFC or NIT, folio or radicado. One table, in Spanish of each country and English.

They are no matter of the catalogue, which has one Spanish. In a page without a city both words are given where they
differ. Sources: the vocabulary in `docs/glossary.md`.
"""

from typing import NamedTuple

from django.utils.translation import get_language


class Word(NamedTuple):
    """A concept in the Spanish of Mexico, of Colombia, and in English (per country where the thing is another)."""

    mx: str
    co: str
    en: str
    en_co: str = ""


WORDS: dict[str, Word] = {
    # What is offered
    "call": Word("convocatoria", "convocatoria", "call"),
    "calls": Word("convocatorias", "convocatorias", "calls"),
    "program": Word("programa", "programa", "program"),
    "rules": Word("reglas de operación", "términos de referencia", "program rules", "terms of reference"),
    "amendment": Word("modificación", "adenda", "amendment"),
    "support": Word("apoyo", "apoyo", "support"),
    "benefit": Word("apoyo", "beneficio", "benefit"),
    "own_share": Word("aportación propia", "contrapartida", "own contribution"),
    "expense_heading": Word("concepto de apoyo", "rubro", "expense heading"),
    "budget": Word("presupuesto", "presupuesto", "budget"),
    "seats": Word("lugares", "cupos", "places"),
    "waiting_list": Word("lista de espera", "lista de elegibles", "waiting list"),
    "training": Word("capacitación", "formación", "training"),
    "course": Word("curso", "curso", "course"),
    "coaching": Word("asesoría", "acompañamiento", "coaching"),
    "technical_assistance": Word("asesoría técnica", "asistencia técnica", "technical assistance"),
    "extension_worker": Word("consultor", "extensionista", "consultant"),
    # The application and its way
    "application": Word("solicitud", "postulación", "application"),
    "applications": Word("solicitudes", "postulaciones", "applications"),
    "applicant": Word("persona solicitante", "postulante", "applicant"),
    "folio": Word("folio", "número de radicado", "reference number"),
    "receipt": Word("acuse de recibo", "constancia de radicación", "receipt"),
    "correction": Word("corrección", "subsanación", "correction"),
    "correction_request": Word("prevención", "solicitud de subsanación", "request for corrections"),
    "admitted": Word("procedente", "habilitada", "admitted"),
    "review": Word("dictamen", "evaluación", "review"),
    "case_file": Word("expediente", "expediente", "file"),
    "counter": Word("ventanilla", "punto de atención", "service desk"),
    "complaint": Word("queja o denuncia", "PQRSD", "complaint", "complaint (PQRSD)"),
    "follow_up": Word("seguimiento", "seguimiento y monitoreo", "follow-up"),
    # Who takes part
    "beneficiary": Word("persona beneficiaria", "beneficiario", "beneficiary"),
    "beneficiary_list": Word("padrón de beneficiarios", "listado de beneficiarios", "list of beneficiaries"),
    "entrepreneur": Word("persona emprendedora", "emprendedor", "entrepreneur"),
    "enterprise": Word("empresa", "empresa", "enterprise"),
    "enterprises": Word("empresas", "empresas", "enterprises"),
    "mipyme": Word("mipyme", "mipyme", "micro, small or medium enterprise"),
    "mipymes": Word("mipymes", "mipymes", "micro, small and medium enterprises"),
    "site": Word("sucursal", "establecimiento de comercio", "site"),
    "legal_person": Word("persona moral", "persona jurídica", "legal person"),
    "natural_person": Word("persona física con actividad empresarial", "persona natural", "individual in business"),
    "representative": Word("representante legal", "representante legal", "legal representative"),
    "women_led": Word("empresa liderada por mujeres", "empresa de mujeres", "women-led enterprise"),
    "project": Word("proyecto", "proyecto productivo", "project"),
    "chamber": Word("cámara empresarial", "cámara de comercio", "chamber of commerce"),
    # Ids and papers
    "tax_id": Word("RFC", "NIT", "RFC", "NIT"),
    "tax_id_long": Word(
        "Registro Federal de Contribuyentes (RFC)",
        "Número de Identificación Tributaria (NIT)",
        "tax number (RFC)",
        "tax number (NIT)",
    ),
    "tax_document": Word(
        "Constancia de Situación Fiscal", "RUT", "tax status certificate", "tax registration form (RUT)"
    ),
    "personal_id": Word("CURP", "cédula de ciudadanía", "CURP", "citizenship card"),
    "personal_id_long": Word(
        "Clave Única de Registro de Población (CURP)",
        "número de cédula de ciudadanía (CC)",
        "population registry code (CURP)",
        "citizenship card number (CC)",
    ),
    "identity_document": Word("identificación oficial", "documento de identidad", "identity document"),
    "incorporation": Word(
        "acta constitutiva",
        "certificado de existencia y representación legal",
        "articles of incorporation",
        "certificate of existence and legal representation",
    ),
    "trade_register": Word("Registro Público de Comercio", "matrícula mercantil", "trade register"),
    "activity_code": Word("código SCIAN", "código CIIU", "SCIAN code", "CIIU code"),
    "business_line": Word("giro", "actividad económica", "line of business"),
    "agreement": Word("convenio", "convenio", "agreement"),
    "commitment_letter": Word("carta compromiso", "carta de compromiso", "letter of commitment"),
    "certificate": Word("constancia", "certificado", "certificate"),
    "privacy_notice": Word(
        "aviso de privacidad", "autorización de tratamiento de datos", "privacy notice", "data processing notice"
    ),
    "privacy_rights": Word("derechos ARCO", "hábeas data", "data rights (ARCO)", "data rights (habeas data)"),
    # Money
    "payment": Word("ministración", "desembolso", "payment"),
    "proof_of_spending": Word("comprobación", "legalización de gastos", "proof of spending"),
    "invoice": Word("CFDI", "factura electrónica", "electronic invoice"),
    "repayment": Word("reintegro", "reintegro", "repayment"),
    "wage_unit": Word("UMA", "UVT", "UMA", "UVT"),
    "jobs": Word("empleos registrados en el IMSS", "empleos con aportes en PILA", "registered jobs"),
    # Place and government
    "mayor": Word("presidencia municipal", "alcaldía", "mayor's office"),
    "town_hall": Word("municipio", "alcaldía", "city government"),
    "council_members": Word("regidores", "concejales", "council members"),
    "department": Word("dirección", "oficina", "department"),
    "secretariat": Word("secretaría", "secretaría", "secretariat"),
    "state": Word("estado", "departamento", "state", "department (region)"),
    "neighbourhood": Word("colonia", "barrio", "neighbourhood"),
    "street": Word("calle y número", "dirección", "street and number", "address"),
    "postal_code": Word("código postal", "código postal", "postal code"),
    "electric_mobility": Word("electromovilidad", "movilidad eléctrica", "electric mobility"),
    "currency_name": Word("pesos mexicanos", "pesos colombianos", "Mexican pesos", "Colombian pesos"),
    "time_of": Word("hora de %(city)s", "hora de %(city)s", "%(city)s time"),
}


def word(key: str, country: str | None, *, capital: bool = False) -> str:
    """The word for the concept `key` in `country` ("MX", "CO") and the active language.

    Without a country both are given where they differ ("RFC o NIT"). With `capital` the first letter is a capital.
    Raises KeyError for a concept or country that the table lacks.
    """
    try:
        found = WORDS[key]
    except KeyError:
        raise KeyError(f"no word for {key!r}; see portal.core.words") from None
    english = (get_language() or "es").startswith("en")
    words = {"MX": found.en, "CO": found.en_co or found.en} if english else {"MX": found.mx, "CO": found.co}
    if country:
        text = words[str(country)]
    else:
        text = (" or " if english else " o ").join(dict.fromkeys(words.values()))
    return text[:1].upper() + text[1:] if capital else text
