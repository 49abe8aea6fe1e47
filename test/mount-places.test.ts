import { expect, test } from 'vitest';
import { mountPlaces } from '../src/mount-places.ts';

const OVERLAY = '/var/lib/docker/overlay2/9caa/merged';

test.each([
  [`${OVERLAY}/host/var/lib/kubelet/pods/a/volumes/b`, 'below the file system of a container'],
  [OVERLAY, 'file systems of containers'],
  ['/run/containerd/io.containerd.runtime.v2.task/k8s.io/4f/rootfs', 'file systems of containers'],
  ['/var/lib/kubelet/pods/0c1d/volumes/kubernetes.io~projected/token', 'volumes of pods'],
  ['/var/lib/kubelet/plugins/kubernetes.io/csi/pv/d-bp1/globalmount', 'volumes staged on the node'],
  ['/var/run/docker/netns/default', 'network namespaces'],
  ['/var/lib/docker/containers/00ff/mounts/shm', 'shared memory of containers'],
  ['/sys/fs/cgroup/memory', 'control groups'],
  ['/', 'the system itself'],
  ['/proc/sys/fs/binfmt_misc', 'elsewhere'],
])('%s', (point, place) => expect(mountPlaces([point])).toEqual([{ place, mounts: 1 }]));

test('every mount counts once, the most first', () => {
  expect(mountPlaces(['/', '/run/netns/a', '/run/netns/b']).map((p) => p.mounts)).toEqual([2, 1]);
});
