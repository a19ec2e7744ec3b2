"""Words of which the demo's enterprises are made. Nothing here is a real enterprise or person."""

ACTIVITIES = (
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
)
CLOSINGS = ("del Bajío", "de la Presa", "del Barrio", "Nueva")
FIRST_NAMES = (
    "Ana", "Luis", "Beatriz", "Carlos", "Daniela", "Ernesto", "Fernanda", "Gustavo", "Irene", "Jaime", "Karina",
    "Leonel", "Mónica", "Nicolás", "Olga", "Pablo", "Raquel", "Sergio", "Teresa", "Víctor",
)  # fmt: skip
SURNAMES = (
    "Aguilera", "Barrios", "Cisneros", "Durán", "Escobedo", "Fonseca", "Gallardo", "Huerta", "Ibarra", "Jasso", "Lara",
    "Muñiz", "Navarro", "Ornelas", "Padilla", "Quiroz", "Rangel",
)  # fmt: skip
STREETS = ("Calle de los Ensayos", "Avenida de la Muestra", "Calle Ejemplo", "Bulevar del Supuesto", "Privada Modelo")
NEIGHBOURHOODS = (
    "San Juan de Dios",
    "El Coecillo",
    "Las Arboledas",
    "San Miguel",
    "Obrera",
    "Industrial Julián de Obregón",
)
GOALS = (
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
)
