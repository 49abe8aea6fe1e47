import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Tests of whole incidents, of the collector and of the built program: many files there take ten seconds and more. */
const SLOW = /[/\\]test[/\\](?:samples|collectors|cli)[/\\]/;

/** A long file that begins last leaves all processors but one idle. */
export class SlowFoldersFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isSlow = ({ moduleId }: TestSpecification): boolean => SLOW.test(moduleId);
    return [...sorted.filter(isSlow), ...sorted.filter((file) => !isSlow(file))];
  }
}
