/**
 * What strerror(3) of the GNU C library says in other languages: tools that are written in C, such as mount(8), print it
 * when the service that starts them has a locale. Programs written in Go and the kernel always speak English.
 */
const ERRNO_TEXTS: Readonly<Record<string, readonly string[]>> = {
  'No space left on device': [
    'Auf dem Gerät ist kein Speicherplatz mehr verfügbar',
    'Aucun espace disponible sur le périphérique',
    '设备上没有空间',
    'デバイスに空き領域がありません',
  ],
  'Device or resource busy': [
    'Das Gerät oder die Ressource ist belegt',
    'Périphérique ou ressource occupé',
    '设备或资源忙',
    'デバイスもしくはリソースがビジー状態です',
  ],
  'Input/output error': ['Eingabe-/Ausgabefehler', "Erreur d'entrée/sortie", '输入/输出错误', '入力/出力エラーです'],
  'Too many open files': [
    'Zu viele offene Dateien',
    'Trop de fichiers ouverts',
    '打开的文件过多',
    'ファイルを開きすぎです',
  ],
  'Read-only file system': [
    'Das Dateisystem ist nur lesbar',
    'Système de fichiers accessible en lecture seulement',
    '只读文件系统',
    '読み込み専用ファイルシステムです',
  ],
  'Resource temporarily unavailable': [
    'Die Ressource ist zur Zeit nicht verfügbar',
    'Ressource temporairement non disponible',
    '资源暂时不可用',
    'リソースが一時的に利用できません',
  ],
};

/** What mount(8) of util-linux writes in front of it. */
const MOUNT_TEXTS: Readonly<Record<string, readonly string[]>> = {
  'mount(2) system call failed: ': [
    'mount(2)-Systemaufruf ist fehlgeschlagen: ',
    'échec de l’appel système mount(2)\u00a0: ',
    'mount(2) 系统调用失败：',
    'mount(2) システムコールが失敗しました: ',
  ],
};

const pairs = (texts: Readonly<Record<string, readonly string[]>>): (readonly [string, string])[] =>
  Object.entries(texts).flatMap(([english, others]) => others.map((other) => [other, english] as const));

const ERRNO_PAIRS = pairs(ERRNO_TEXTS);
const ALL_PAIRS = [...ERRNO_PAIRS, ...pairs(MOUNT_TEXTS)];

/** The bytes of each translated text, as the prefilter looks for them. */
export const TRANSLATED_ERRNOS: readonly string[] = ERRNO_PAIRS.map(([other]) =>
  Buffer.from(other, 'utf8').toString('latin1'),
);

/** A message with its error texts in English, as the signatures know them. */
export function inEnglish(message: string): string {
  return ALL_PAIRS.reduce((text, [other, english]) => text.replaceAll(other, english), message);
}
