// node_suite.mjs FILE: runs its tests and says how many passed.
import { resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

const count = { pass: 0, fail: 0 };
const isTest = ({ details, file, name }) => details.type !== 'suite' && !file?.endsWith(name);
const tests = run({ files: [resolve(process.argv[2])], concurrency: 1 });
tests.on('test:pass', (event) => (count.pass += isTest(event)));
tests.on('test:fail', (event) => (count.fail += isTest(event)));
tests.on('end', () => {
  console.log(`${count.pass} passed, ${count.fail} failed`);
  process.exitCode = count.fail > 0 || count.pass === 0 ? 1 : 0;
});
tests.compose(new spec()).pipe(process.stdout);
