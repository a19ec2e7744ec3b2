"""The control: what looks at the pages of the journeys does find faults where there are some."""

from tests.browser.watch import PHONE, Watch

FAULTY = """<!DOCTYPE html><html lang="es"><head><title>Con faltas</title></head><body><main>
<h1>Con faltas</h1><h3>Sin h2</h3><img src="/static/favicon.svg" width="500"><script>window.ran = true</script>
</main></body></html>"""


def test_a_faulty_page_is_found_out(visit, leon):
    visitor = visit(width=PHONE)
    visitor.watch = Watch(None)
    visitor.page.route(
        "**/faltas/",
        lambda route: route.fulfill(
            body=FAULTY, content_type="text/html", headers={"Content-Security-Policy": "script-src 'self'"}
        ),
    )
    visitor.opens("/faltas/")
    found = " ".join(visitor.complaints)
    visitor.complaints.clear()
    for fault in ("image-alt", "heading-order", "is wider than 320 px", "Content Security Policy"):
        assert fault in found
