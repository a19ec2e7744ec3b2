/* What the public pages gain from JavaScript. Every page works without it. Texts come from the script tag's data-*. */
(() => {
  "use strict";

  const text = document.currentScript.dataset;
  const MAX_PHOTO_BYTES = 300 * 1024;
  const AUTOSAVE_MS = 20000;

  const each = (selector, act) => document.querySelectorAll(selector).forEach(act);

  const statusAfter = (element) => {
    const status = document.createElement("p");
    status.className = "count";
    status.setAttribute("role", "status");
    element.after(status);
    return status;
  };

  /* A form is sent once; coming back to the page, or ten seconds without an answer, frees it again. */
  const free = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[data-waiting]").forEach((button) => {
      button.removeAttribute("aria-disabled");
      button.textContent = button.dataset.waiting;
      delete button.dataset.waiting;
    });
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || "repeatable" in form.dataset) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    const button = event.submitter;
    if (button && button.classList.contains("btn")) {
      button.dataset.waiting = button.textContent;
      button.setAttribute("aria-disabled", "true");
      button.textContent = text.sending;
    }
    setTimeout(() => free(form), 10000);
  });

  window.addEventListener("pageshow", () => each("form[data-sent]", free));

  /* Autosave: what is typed is kept every 20 s; files and the button pressed are left out. */
  each("form[data-autosave]", (form) => {
    const status = statusAfter(form);
    let dirty = false;
    let stopped = false;

    const payload = () => {
      const data = new FormData(form);
      for (const [name, value] of [...data]) {
        if (value instanceof File) data.delete(name);
      }
      return data;
    };

    const save = async (leaving) => {
      if (!dirty || stopped || form.dataset.sent) return;
      dirty = false;
      if (!leaving) status.textContent = text.saving;
      try {
        const answer = await fetch(form.dataset.autosave, {
          method: "POST",
          body: payload(),
          headers: { "X-Requested-With": "XMLHttpRequest" },
          credentials: "same-origin",
          redirect: "manual",
          keepalive: Boolean(leaving),
        });
        const said = answer.ok || answer.status === 409 ? await answer.json() : {};
        if (said.seen) form.elements.seen.value = said.seen;
        if (answer.status === 409) {
          /* Another device changed the page: saving it shows both texts, trying again would not. */
          stopped = true;
          status.textContent = said.message;
          return;
        }
        const expired = answer.type === "opaqueredirect" || answer.status === 403;
        if (!answer.ok) dirty = true;
        status.textContent = answer.ok
          ? `${text.saved} ${new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" })}`
          : expired ? text.expired : text.unsaved;
      } catch {
        dirty = true;
        status.textContent = text.unsaved;
      }
    };

    form.addEventListener("input", () => { dirty = true; });
    setInterval(save, AUTOSAVE_MS, false);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") save(true);
    });
  });

  /* A photo of several megabytes is made smaller here, so that it also goes up on a slow line. */
  const toJpeg = (canvas, quality) => new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));

  const shrink = async (file) => {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    for (let side = 2000; side >= 900; side -= 275) {
      const scale = Math.min(1, side / Math.max(image.width, image.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(image.width * scale);
      canvas.height = Math.round(image.height * scale);
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(image, 0, 0, canvas.width, canvas.height);
      for (const quality of [0.8, 0.65, 0.5]) {
        const blob = await toJpeg(canvas, quality);
        if (blob && blob.size <= MAX_PHOTO_BYTES) return blob;
      }
    }
    return null;
  };

  each("input[type=file][data-shrink]", (input) => {
    const status = statusAfter(input);
    input.addEventListener("change", async () => {
      status.textContent = "";
      const [file] = input.files;
      if (input.files.length !== 1 || !/^image\/(jpeg|png|webp)$/.test(file.type) || file.size <= MAX_PHOTO_BYTES) return;
      try {
        const blob = await shrink(file);
        if (!blob || input.files[0] !== file) return;
        const box = new DataTransfer();
        box.items.add(new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }));
        input.files = box.files;
        status.textContent = text.shrunk;
      } catch (problem) {
        /* The browser cannot read this picture: the original goes up, and the server judges it. */
        console.info("Photo sent as it is:", problem);
      }
    });
  });

  /* A password can be shown while it is typed. */
  each("input[type=password][data-reveal]", (input) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-small btn-link";
    const tell = () => {
      const shown = input.type === "text";
      button.textContent = shown ? text.hide : text.show;
      button.setAttribute("aria-pressed", String(shown));
    };
    button.addEventListener("click", () => {
      input.type = input.type === "text" ? "password" : "text";
      tell();
    });
    tell();
    input.after(button);
  });

  /* Characters left, said after a pause so that a screen reader is not flooded. */
  each("textarea[maxlength]", (area) => {
    const shown = statusAfter(area);
    shown.removeAttribute("role");
    const spoken = statusAfter(shown);
    spoken.className = "vh";
    const limit = area.maxLength;
    let pause;
    area.removeAttribute("maxlength");
    const count = () => {
      const left = limit - [...area.value].length;
      const sentence = `${Math.abs(left)} ${left < 0 ? text.over : text.left}`;
      shown.textContent = sentence;
      clearTimeout(pause);
      pause = setTimeout(() => { spoken.textContent = left < limit / 5 ? sentence : ""; }, 1000);
    };
    area.addEventListener("input", count);
    count();
  });

  each("[data-copy]", (button) => {
    if (!navigator.clipboard) return;
    const status = statusAfter(button);
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      status.textContent = text.copied;
    });
  });

  each("[data-print]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
})();
