import type { ClockAnchor, LogLine, LogTime } from './signature.ts';

const YEAR = 366 * 86_400;

/**
 * Puts the times of one log on one axis: that of the first line with a time. Lines without a year are kept in order over
 * the turn of the year by counting the years since the first one.
 */
export class LogClock {
  #axis: LogTime['axis'] | undefined;
  #yearless = false;
  #years = 0;
  #latest = 0;
  #firstAnchor: ClockAnchor | undefined;
  #lastAnchor: ClockAnchor | undefined;
  #offset: number | undefined;

  /** The time of a line on the log's axis; undefined when it states none there. Lines must come in their order. */
  place(line: LogLine, number: number): LogTime | undefined {
    this.#noteAnchor(line, number);
    this.#offset = line.offset ?? this.#offset;
    const stated = line.outer ?? line.time;
    if (stated === undefined) return undefined;
    const time = this.#onAxis(stated);
    if (this.#axis === undefined) {
      this.#axis = time.axis;
      this.#yearless = time.yearless === true;
      this.#latest = time.seconds;
    }
    if (time.axis !== this.#axis || (time.yearless === true) !== this.#yearless) return undefined;
    return this.#yearless ? this.#inOrder(time) : time;
  }

  /** A dated time without a zone, moved to the axis of a log whose other lines say the zone, and the other way round. */
  #onAxis(time: LogTime): LogTime {
    const axis = this.#axis;
    if (axis === undefined || axis === time.axis || this.#offset === undefined) return time;
    if (time.yearless === true || this.#yearless || axis === 'boot' || time.axis === 'boot') return time;
    return { axis, seconds: time.seconds + (axis === 'local' ? this.#offset : -this.#offset) };
  }

  #inOrder(time: LogTime): LogTime {
    let seconds = time.seconds + this.#years * YEAR;
    const jump = seconds - this.#latest;
    if (jump < -YEAR / 2) {
      this.#years++;
      seconds += YEAR;
    } else if (jump > YEAR / 2) {
      // A straggler from before the turn of the year, not a jump ahead.
      seconds -= YEAR;
    }
    this.#latest = Math.max(this.#latest, seconds);
    return seconds === time.seconds ? time : { ...time, seconds };
  }

  #noteAnchor(line: LogLine, number: number): void {
    const { time, outer, boot } = line;
    let anchor: ClockAnchor | undefined;
    if (outer !== undefined && time !== undefined) anchor = { line: number, outer, inner: time };
    else if (boot !== undefined && time !== undefined && time.axis !== 'boot') {
      anchor = { line: number, outer: time, inner: { axis: 'boot', seconds: boot } };
    }
    if (anchor === undefined) return;
    this.#firstAnchor ??= anchor;
    this.#lastAnchor = anchor;
  }

  anchors(): ClockAnchor[] {
    const anchors = [this.#firstAnchor, this.#lastAnchor].filter((anchor) => anchor !== undefined);
    return anchors[0] === anchors[1] ? anchors.slice(0, 1) : anchors;
  }
}
