// The explorable page in a frame; what it shows is told to Python.
export default {
  render({ model, el }) {
    const frame = document.createElement("iframe");
    frame.title = "convanim";
    frame.srcdoc = model.get("page");
    Object.assign(frame.style, { width: "100%", height: "900px", border: "0" });
    frame.onload = () => {
      const { documentElement } = frame.contentDocument;
      const tell = () => {
        model.set("asked", frame.contentWindow.convanim.asked());
        model.set("refused", documentElement.dataset.refused);
        model.save_changes();
      };
      documentElement.addEventListener("convanim", tell);
      tell();
    };
    el.append(frame);
  },
};
