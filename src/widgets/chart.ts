import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { JSONObject, ReadonlyJSONObject } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { Debouncer } from '@lumino/polling';
import { Widget } from '@lumino/widgets';

/** What JupyterLab's own renderer of Vega-Lite takes. */
const VEGA_LITE = 'application/vnd.vegalite.v5+json';

/** Milliseconds after which a chart follows its place, which many steps make wider or narrower. */
const SETTLED = 150;

/** Return what draws charts by JupyterLab's renderer; undefined where it is switched off. */
export function chartDrawer(
  rendermime: IRenderMimeRegistry | null
):
  | ((
      host: HTMLElement,
      spec: ReadonlyJSONObject,
      onFailed: () => void
    ) => IDisposable)
  | undefined {
  return rendermime?.mimeTypes.includes(VEGA_LITE)
    ? (host, spec, onFailed) => new Chart(rendermime, host, spec, onFailed)
    : undefined;
}

/**
 * A chart in the colours of the theme and as wide as its place, drawn anew where these change.
 *
 * Vega measures the place when it begins, and follows nothing but the window.
 */
class Chart implements IDisposable {
  constructor(
    private readonly _rendermime: IRenderMimeRegistry,
    private readonly _host: HTMLElement,
    private readonly _spec: ReadonlyJSONObject,
    private readonly _onFailed: () => void
  ) {
    // JupyterLab hides all of itself until the next frame, and what is hidden has no width.
    this._themes = new MutationObserver(() =>
      requestAnimationFrame(() => void this._draw())
    );
    this._themes.observe(document.body, {
      attributes: true,
      attributeFilter: ['data-jp-theme-name', 'data-jp-theme-light']
    });
    this._width = _host.clientWidth;
    this._places = new ResizeObserver(() => this._onResized());
    this._places.observe(_host);
    void this._draw();
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this._themes.disconnect();
      this._places.disconnect();
      this._resized.dispose();
      this._renderer?.dispose();
    }
  }

  private _onResized(): void {
    const width = this._host.clientWidth;
    if (width !== this._width) {
      this._width = width;
      void this._resized.invoke();
    }
  }

  /** Never rejects: it says that it failed. */
  private async _draw(): Promise<void> {
    if (this._isDisposed || this._host.clientWidth === 0) {
      return;
    }
    const renderer = this._rendermime.createRenderer(VEGA_LITE);
    const before = this._renderer;
    this._renderer = renderer;
    // Vega measures the place that it is to fill.
    Widget.attach(renderer, this._host);
    try {
      await renderer.renderModel(
        this._rendermime.createModel({
          data: {
            [VEGA_LITE]: { ...this._spec, config: themeConfig() } as JSONObject
          },
          metadata: {
            [VEGA_LITE]: { embed_options: { actions: false, renderer: 'svg' } }
          },
          trusted: false
        })
      );
    } catch (reason) {
      // One that was taken off the page meanwhile has not failed.
      if (!renderer.isDisposed) {
        console.error('A chart could not be drawn:', reason);
        renderer.dispose();
        this._onFailed();
      }
    } finally {
      // Only now, so that nothing jumps.
      before?.dispose();
    }
  }

  private readonly _themes: MutationObserver;
  private readonly _places: ResizeObserver;
  private readonly _resized = new Debouncer(() => this._draw(), SETTLED);
  private _width: number;
  private _renderer: Widget | null = null;
  private _isDisposed = false;
}

/** The theme in the words of Vega-Lite. **Source:** vega.github.io/vega-lite/docs/config.html */
function themeConfig(): JSONObject {
  const style = getComputedStyle(document.body);
  const color = (name: string): string =>
    style.getPropertyValue(`--jp-${name}`).trim();
  const text = color('ui-font-color1');
  const quiet = color('ui-font-color2');
  const border = color('border-color2');
  const font = color('ui-font-family') || style.fontFamily;
  return {
    background: 'transparent',
    font,
    view: { stroke: null },
    axis: {
      labelColor: quiet,
      titleColor: text,
      titleFontWeight: 'normal',
      gridColor: border,
      domainColor: border,
      tickColor: border,
      labelFontSize: 11,
      titleFontSize: 12
    },
    axisX: { grid: false },
    legend: { labelColor: text, titleColor: text, labelFontSize: 11 },
    bar: { color: color('brand-color1') },
    point: { color: color('brand-color1') },
    range: { category: [color('brand-color1'), color('layout-color4')] },
    rule: { color: text, strokeDash: [4, 3] },
    text: { color: text, fontSize: 11 }
  };
}
