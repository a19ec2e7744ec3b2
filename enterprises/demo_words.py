"""Words of which the demo's enterprises are made, city by city. Nothing here is a real enterprise or person."""

from dataclasses import dataclass

FIRST_NAMES = """
Ana Luis Beatriz Carlos Daniela Ernesto Fernanda Gustavo Irene Jaime Karina Leonel Mónica Nicolás Olga Pablo Raquel
Sergio Teresa Víctor
"""
SURNAMES_OF_LEON = """
Aguilera Barrios Cisneros Durán Escobedo Fonseca Gallardo Huerta Ibarra Jasso Lara Muñiz Navarro Ornelas Padilla Quiroz
Rangel
"""
SURNAMES_OF_JUAREZ = """
Armendáriz Caballero Domínguez Esparza Favela Galindo Holguín Licón Meraz Nevárez Olivas Quintana Rentería Saucedo
Talamantes
"""
SURNAMES_OF_VALLEDUPAR = """
Araújo Baute Castro Daza Fuentes Gutiérrez Maestre Mindiola Oñate Pumarejo Quintero Villazón Zuleta
"""


@dataclass(frozen=True)
class Words:
    """What the enterprises of one city are called and do.

    `activities` are (sector, trade, what it does), `goals` (line, title, goal); `company` is what follows the name of a
    legal person; a postal code is made of `postal_code` and a number below 700;
    `price_level` is how many pesos of the city buy what one of León does, in round figures.
    """

    activities: tuple[tuple[str, str, str], ...]
    closings: tuple[str, ...]
    surnames: tuple[str, ...]
    streets: tuple[str, ...]
    neighbourhoods: tuple[str, ...]
    goals: tuple[tuple[str, str, str], ...]
    company: str
    postal_code: str
    phone: str
    price_level: int = 1
    first_names: tuple[str, ...] = tuple(FIRST_NAMES.split())


LEON = Words(
    activities=(
        ("31-33", "Calzado Ficticio", "Calzado de piel para niñas y niños"),
        ("31-33", "Tenería Imaginaria", "Curtido de piel con menos agua"),
        ("31-33", "Manufacturas de Ensayo", "Piezas maquinadas para la industria automotriz"),
        ("46", "Zapatería Inventada", "Venta de calzado al público y en línea"),
        ("54", "Diseño Supuesto", "Diseño industrial y de empaque"),
        ("31-33", "Alimentos de Ejemplo", "Salsas y conservas de verduras de la región"),
        ("51", "Software Hipotético", "Programas para talleres y bodegas"),
        ("11", "Huertos de Muestra", "Hortalizas en invernadero"),
        ("72", "Cocina Simulada", "Comida para comedores de empresas"),
        ("56", "Reciclajes Modelo", "Acopio y reciclaje de retazos de piel y plástico"),
        ("43", "Proveeduría Ficticia", "Suelas, adhesivos y herrajes al mayoreo"),
        ("48-49", "Logística de Prueba", "Reparto urbano en bicicletas eléctricas"),
        ("31-33", "Robótica Ensayada", "Celdas de trabajo con robots pequeños"),
        ("81", "Taller Imaginado", "Reparación de maquinaria para calzado"),
        ("61", "Academia Supuesta", "Cursos de corte y pespunte"),
    ),
    closings=("del Bajío", "de la Presa", "del Barrio", "Nueva"),
    surnames=tuple(SURNAMES_OF_LEON.split()),
    streets=(
        "Calle de los Ensayos",
        "Avenida de la Muestra",
        "Calle Ejemplo",
        "Bulevar del Supuesto",
        "Privada Modelo",
    ),
    neighbourhoods=(
        "San Juan de Dios",
        "El Coecillo",
        "Las Arboledas",
        "San Miguel",
        "Obrera",
        "Industrial Julián de Obregón",
    ),
    goals=(
        (
            "economia-circular",
            "Aprovechar los retazos de piel",
            "Convertir los retazos del corte en artículos pequeños y tirar la mitad que hoy.",
        ),
        (
            "electromovilidad",
            "Reparto con vehículos eléctricos",
            "Entregar en la ciudad sin gasolina y bajar el costo de cada entrega.",
        ),
        (
            "inteligencia-artificial-y-robotica",
            "Revisar la calidad con cámaras",
            "Encontrar defectos del corte con visión artificial antes de armar el zapato.",
        ),
        (
            "aeroespacial-y-manufactura-avanzada",
            "Piezas de mayor precisión",
            "Comprar un centro de maquinado y cumplir las tolerancias de la industria aeroespacial.",
        ),
        (
            "agroindustria",
            "Conservas con registro sanitario",
            "Poner en regla la cocina y vender en tiendas de autoservicio.",
        ),
        (
            "desarrollo-tecnologico",
            "Inventario en línea",
            "Tener en una sola aplicación las existencias de la bodega y de la tienda.",
        ),
        ("economia-circular", "Ahorro de agua en el teñido", "Recircular el agua del teñido y gastar un tercio menos."),
    ),
    company="S.A. de C.V.",
    postal_code="37",
    phone="+52477000",
)

VALLEDUPAR = Words(
    activities=(
        ("C", "Artesanías Ficticias", "Mochilas, sombreros y artesanías tejidas a mano"),
        ("C", "Lácteos de Ejemplo", "Queso costeño y suero de leche de la región"),
        ("G", "Almacén Supuesto", "Venta de ropa y calzado en el centro"),
        ("I", "Sazón de Prueba", "Almuerzos caseros y comida para eventos"),
        ("C", "Confecciones Imaginadas", "Uniformes escolares y dotación para empresas"),
        ("J", "Sonido Hipotético", "Grabación de música vallenata y contenidos digitales"),
        ("A", "Finca Modelo", "Mango y yuca para el mercado local"),
        ("N", "Turismo de Muestra", "Recorridos por el río Guatapurí y la Sierra Nevada"),
    ),
    closings=("del Cesar", "del Valle"),
    surnames=tuple(SURNAMES_OF_VALLEDUPAR.split()),
    streets=("Calle de los Ensayos # 14-33,", "Carrera Ejemplo # 9-20, local", "Diagonal Modelo # 21-05, oficina"),
    neighbourhoods=("Cañahuate", "Novalito", "Los Caciques", "La Nevada", "Garupal", "Primero de Mayo"),
    goals=(
        (
            "produccion",
            "Telares para tejer más mochilas",
            "Pasar de 40 a 90 mochilas por mes y dar trabajo a tres tejedoras más.",
        ),
        (
            "comercializacion",
            "Marca y empaque para vender en ferias",
            "Tener nombre, logo y empaque propios, y vender en dos ferias de la región.",
        ),
        (
            "financiacion-de-proyectos-productivos",
            "Cuarto frío para los lácteos",
            "Conservar la producción de tres días y cumplir los pedidos de los supermercados.",
        ),
        (
            "produccion",
            "Máquinas planas para el taller",
            "Reducir a la mitad el tiempo de cada uniforme y no rechazar pedidos en enero.",
        ),
    ),
    company="S.A.S.",
    postal_code="200",
    phone="+57300000",
    price_level=100,
)

JUAREZ = Words(
    activities=(
        ("31-33", "Maquinados Ficticios", "Piezas maquinadas para la industria maquiladora"),
        ("31-33", "Arneses de Ejemplo", "Arneses eléctricos para vehículos"),
        ("31-33", "Moldes Imaginarios", "Moldes y herramentales para inyección de plástico"),
        ("54", "Automatización Supuesta", "Programación de líneas de producción"),
        ("31-33", "Empaques de Muestra", "Cajas y separadores de cartón para la industria"),
        ("81", "Taller Simulado", "Mantenimiento de maquinaria industrial"),
        ("31-33", "Pailería de Prueba", "Estructuras y soldadura"),
        ("48-49", "Fletes Hipotéticos", "Transporte de carga entre parques industriales"),
    ),
    closings=("de la Frontera", "del Norte"),
    surnames=tuple(SURNAMES_OF_JUAREZ.split()),
    streets=("Calle de los Ensayos", "Avenida de la Muestra", "Calle Ejemplo"),
    neighbourhoods=("Partido Romero", "Parque Industrial Ficticio", "Salvárcar", "Satélite"),
    goals=(),
    company="S.A. de C.V.",
    postal_code="32",
    phone="+52656000",
)
