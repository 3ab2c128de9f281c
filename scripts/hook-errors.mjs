/** A Vitest reporter: writes what beforeAll and afterAll of a describe threw, which the json reporter leaves out. */
import { writeFileSync } from 'node:fs';

export default class HookErrors {
  #errors = [];

  onTestSuiteResult(suite) {
    for (const { message } of suite.errors())
      this.#errors.push({
        file: suite.module.moduleId,
        text: `${suite.fullName}: ${message.split('\n')[0]}`,
      });
  }

  onTestRunEnd() {
    writeFileSync(process.env.SLOTSHELL_HOOK_ERRORS, JSON.stringify(this.#errors));
  }
}
