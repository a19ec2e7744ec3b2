"""The access log of gunicorn, for --logger-class."""

from typing import Any

from gunicorn.glogging import Logger

from portal.logs import redact


class AccessLogger(Logger):
    """Writes lines redacted, and nothing of what came after a “?”."""

    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> dict[str, Any]:
        atoms = super().atoms(resp, req, environ, request_time)
        atoms |= {"q": "", "r": atoms["r"].replace(f"?{environ.get('QUERY_STRING')}", "")}
        atoms |= {"f": str(atoms["f"]).partition("?")[0]}
        return {name: redact(atom) if isinstance(atom, str) else atom for name, atom in atoms.items()}
