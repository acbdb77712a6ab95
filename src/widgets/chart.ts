import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { JSONObject, ReadonlyJSONObject } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { Widget } from '@lumino/widgets';

/** What JupyterLab's own renderer of Vega-Lite takes. */
const VEGA_LITE = 'application/vnd.vegalite.v5+json';

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

/** A chart in the colours of the theme, drawn anew with another theme. */
class Chart implements IDisposable {
  constructor(
    private readonly _rendermime: IRenderMimeRegistry,
    private readonly _host: HTMLElement,
    private readonly _spec: ReadonlyJSONObject,
    private readonly _onFailed: () => void
  ) {
    this._themes = new MutationObserver(() => void this._draw());
    this._themes.observe(document.body, {
      attributes: true,
      attributeFilter: ['data-jp-theme-name', 'data-jp-theme-light']
    });
    void this._draw();
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this._themes.disconnect();
      this._renderer?.dispose();
    }
  }

  /** Never rejects: it says that it failed. */
  private async _draw(): Promise<void> {
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
