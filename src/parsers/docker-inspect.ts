import * as z from 'zod';
import { containerSchema, readContainer } from './docker-container.ts';
import { JsonElements } from './json-elements.ts';
import { isObject, parseJson } from './json-values.ts';
import { badLines, defineParser } from './parser.ts';
import { rowLimit } from './row-limit.ts';

/** Containers of the Docker daemon (or podman), as `docker inspect` describes them. */
export const dockerInspectSchema = () => z.object({ containers: z.array(containerSchema()) });
export type DockerInspect = z.infer<ReturnType<typeof dockerInspectSchema>>;

/**
 * `docker inspect $(docker ps -aq)`: a JSON array with one container per element, docs.docker.com/reference/api/engine
 * (ContainerInspect). A single object and JSON lines are read as well, one element at a time:
 * `[{"Id":"9c1185a5c5e9...","Name":"/k8s_web_web-0_default_...","State":{"Status":"running","Pid":4711},...}]`
 * Values of environment variables and arguments are never kept. Of a cut text the elements before the cut remain.
 */
export const dockerInspect = defineParser({
  source: 'docker_inspect',
  schema: dockerInspectSchema,
  sniff: (head) =>
    /^\s*\[?\s*\{\s*"Id"\s*:\s*"[0-9a-f]{64}"/.test(head) && /"(?:Created|Name|Path|State)"\s*:/.test(head),
  open(context) {
    const containers: DockerInspect['containers'] = [];
    const bad = badLines(context, 'a container');
    const room = rowLimit(context, 'containers', 100_000);
    const elements = new JsonElements(({ text, line }) => {
      const value = parseJson(text);
      const container = isObject(value) ? readContainer(value, line) : undefined;
      if (container === undefined) bad(line, text);
      else if (room(JSON.stringify(container).length)) containers.push(container);
    });
    return {
      write: (chunk) => elements.write(chunk),
      end() {
        const { openLine, strayLine, oversized } = elements.end();
        if (openLine !== undefined) context.problem({ line: openLine, message: 'the text ends inside a container' });
        if (strayLine !== undefined) context.problem({ line: strayLine, message: 'text that is not JSON was skipped' });
        if (oversized > 0) context.problem({ message: `${oversized} oversized containers were skipped` });
        return containers.length === 0 && (openLine ?? strayLine) !== undefined ? undefined : { containers };
      },
    };
  },
});
