import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import type { ReactElement } from 'react';

/** Pixels between the anchor, the popover and the edge of the window. */
const GAP = 4;

/** A small dialog below the control that opened it; Escape and a click elsewhere close it. */
export class Popover extends ReactWidget {
  constructor(options: Popover.IOptions) {
    super();
    this._options = options;
    this.addClass('jp-AutogradePopover');
    this.node.tabIndex = -1;
    this.node.setAttribute('role', 'dialog');
    this.node.setAttribute('aria-label', options.label);
  }

  /** Show it, and put the focus into it. */
  open(): void {
    Widget.attach(this, document.body);
    this._place();
    this.node.focus({ preventScroll: true });
  }

  handleEvent(event: Event): void {
    switch (event.type) {
      case 'keydown':
        this._onKeyDown(event as KeyboardEvent);
        break;
      case 'pointerdown':
        this._onPointerDown(event);
        break;
      case 'resize':
        this._place();
        break;
    }
  }

  dispose(): void {
    if (!this.isDisposed) {
      super.dispose();
      this._options.onClose();
    }
  }

  protected render(): ReactElement {
    return this._options.render();
  }

  protected onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this.node.addEventListener('keydown', this);
    document.addEventListener('pointerdown', this, true);
    window.addEventListener('resize', this);
  }

  protected onBeforeDetach(message: Message): void {
    this.node.removeEventListener('keydown', this);
    document.removeEventListener('pointerdown', this, true);
    window.removeEventListener('resize', this);
    super.onBeforeDetach(message);
  }

  private _onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      this.dispose();
      this._options.anchor.focus();
    }
  }

  private _onPointerDown(event: Event): void {
    const target = event.target as Node;
    // The anchor's own click toggles; a dialog that we opened lies above us.
    const elsewhere =
      !this.node.contains(target) &&
      !this._options.anchor.contains(target) &&
      !(target instanceof Element && target.closest('.jp-Dialog'));
    if (elsewhere) {
      this.dispose();
    }
  }

  /** Below the anchor, inside the window. */
  private _place(): void {
    const anchor = this._options.anchor.getBoundingClientRect();
    const { offsetWidth: width } = this.node;
    const left = Math.min(anchor.left, window.innerWidth - width - GAP);
    const top = anchor.bottom + GAP;
    this.node.style.left = `${Math.max(GAP, left)}px`;
    this.node.style.top = `${top}px`;
    this.node.style.maxHeight = `${window.innerHeight - top - GAP}px`;
  }

  private readonly _options: Popover.IOptions;
}

export namespace Popover {
  export interface IOptions {
    anchor: HTMLElement;
    label: string;
    render(): ReactElement;
    onClose(): void;
  }
}
