// Runs the tests of this folder beside an emulator and says how many passed.
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

const count = { pass: 0, fail: 0 };
const isTest = ({ details, file, name }) => details.type !== 'suite' && !file?.endsWith(name);
const tests = run({ files: [new URL('firestore_rules.test.mjs', import.meta.url).pathname], concurrency: 1 });
tests.on('test:pass', (event) => (count.pass += isTest(event)));
tests.on('test:fail', (event) => (count.fail += isTest(event)));
tests.on('end', () => {
  console.log(`${count.pass} passed, ${count.fail} failed`);
  process.exitCode = count.fail > 0 || count.pass === 0 ? 1 : 0;
});
tests.compose(new spec()).pipe(process.stdout);
