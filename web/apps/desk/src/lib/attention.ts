// Sound, title and desktop notifications: ways to reach somebody who looks elsewhere.

let audio: AudioContext | undefined;

/** Two soft tones for an offer, one for a message. Browsers allow sound only after a first click; until then silence. */
export function chime(kind: "offer" | "message"): void {
  try {
    audio ??= new AudioContext();
    if (audio.state === "suspended") void audio.resume();
    const tones = kind === "offer" ? [659, 880] : [740];
    tones.forEach((frequency, i) => tone(audio!, frequency, audio!.currentTime + i * 0.18));
  } catch {
    // No audio device.
  }
}

function tone(context: AudioContext, frequency: number, at: number): void {
  const [oscillator, gain] = [context.createOscillator(), context.createGain()];
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0.0001, at);
  gain.gain.exponentialRampToValueAtTime(0.12, at + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.35);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + 0.4);
}

/** A desktop notification, only while the page is out of sight. */
export function notify(title: string, body: string, tag: string, onClick: () => void): void {
  if (!document.hidden || typeof Notification === "undefined" || Notification.permission !== "granted") return;
  const notification = new Notification(title, { body, tag, icon: `${import.meta.env.BASE_URL}favicon.svg` });
  notification.onclick = () => {
    window.focus();
    notification.close();
    onClick();
  };
}

const TITLE = "协同 Tandem";

export function titleBadge(count: number): void {
  document.title = count > 0 ? `(${count > 99 ? "99+" : count}) ${TITLE}` : TITLE;
}
