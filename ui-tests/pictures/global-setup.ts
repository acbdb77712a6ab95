import { serveHub } from '../global-setup';

/** Start the hub with the demo course. */
export default function startDemo(): Promise<() => Promise<void>> {
  return serveHub('pictures_hub');
}
