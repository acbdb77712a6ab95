/** Give jsdom, which has none, modal dialogs: as in a browser, `close` leads the focus back to where it was. */
export function haveModals(): void {
  const before = new WeakMap<HTMLDialogElement, Element | null>();
  HTMLDialogElement.prototype.showModal = function (): void {
    before.set(this, document.activeElement);
    this.open = true;
    this.querySelector('button')?.focus();
  };
  HTMLDialogElement.prototype.close = function (): void {
    const opener = before.get(this);
    this.open = false;
    if (this.isConnected && opener instanceof HTMLElement) {
      opener.focus();
    }
  };
}
