// The limit of a program on Node.js: unpack the file, look at nothing.
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

const CHUNK = 1024 * 1024;
const [file] = process.argv.slice(2);
createReadStream(file, { highWaterMark: CHUNK })
  .pipe(createGunzip({ chunkSize: CHUNK }))
  .resume();
