import type { IServiceClient } from '../api/client';
import type { AssignmentVersion } from '../api/schemas';
import type { ILiveEvents, IServiceEvent } from './live-events';

/** Milliseconds between questions while a version is built, should the push get lost. */
const BACKSTOP = 3_000;

/** A version that is built already, so nothing changes by itself any more. */
function isBuilt(version: AssignmentVersion): boolean {
  return version.state !== 'building';
}

/**
 * Wait until a version is built: `ready` with a report, or `refused` with the reason.
 *
 * Rejects with ApiError when the service can't be asked.
 */
export async function waitForVersion(
  versionId: string,
  options: { client: IServiceClient; live: ILiveEvents; interval?: number }
): Promise<AssignmentVersion> {
  const { client, live, interval = BACKSTOP } = options;
  for (;;) {
    const pushed = nextPush(live, versionId, interval);
    const version = await client.version(versionId);
    if (isBuilt(version)) {
      pushed.cancel();
      return version;
    }
    await pushed.promise;
  }
}

/** Resolves at the push about `versionId`, or after `interval` milliseconds. */
function nextPush(live: ILiveEvents, versionId: string, interval: number) {
  let cancel = (): void => undefined;
  const promise = new Promise<void>(resolve => {
    const onEvent = (_: ILiveEvents, event: IServiceEvent): void => {
      if (event.data.version_id === versionId) {
        cancel();
      }
    };
    const timer = setTimeout(() => cancel(), interval);
    cancel = () => {
      clearTimeout(timer);
      live.serviceEvent.disconnect(onEvent);
      resolve();
    };
    live.serviceEvent.connect(onEvent);
  });
  return { promise, cancel: () => cancel() };
}
