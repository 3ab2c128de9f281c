/** How often functions are called, as V8 counts it: nothing is replaced or wrapped. */
import { Session } from 'node:inspector/promises';

export interface CallCounter {
  /** Calls since the start, or since it was last asked, of the function of this name in files whose path ends like this. */
  calls(file: string, name: string): Promise<number>;
  /** As calls(), of several functions at once. */
  callsOf(file: string, ...names: string[]): Promise<number[]>;
  stop(): Promise<void>;
}

/** Load the modules first: functions are found once they exist. */
export async function countCalls(): Promise<CallCounter> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  const callsOf = async (file: string, ...names: string[]): Promise<number[]> => {
    const { result } = await session.post('Profiler.takePreciseCoverage');
    const functions = result
      .filter(({ url }) => url.split('?')[0]!.endsWith(file))
      .flatMap((script) => script.functions);
    return names.map((name) =>
      functions
        .filter(({ functionName }) => functionName === name)
        .reduce((sum, { ranges }) => sum + ranges[0]!.count, 0),
    );
  };
  return {
    callsOf,
    calls: async (file, name) => (await callsOf(file, name))[0]!,
    async stop() {
      await session.post('Profiler.stopPreciseCoverage');
      session.disconnect();
    },
  };
}
