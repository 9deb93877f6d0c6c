/** Reading a QR with the camera, where the browser can (BarcodeDetector); elsewhere nothing is offered. */

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
type DetectorClass = new (options: { formats: string[] }) => Detector;

const LOOK_EVERY_MS = 200;

/** Whether this browser and this page may look through the camera. */
export function canScan(): boolean {
  return 'BarcodeDetector' in globalThis && 'mediaDevices' in navigator;
}

/**
 * Shows the camera in `video` until a QR is read.
 * @param accept answers whether that was the one wanted; the camera is let go then
 * @throws what the camera was refused with
 */
export async function scan(video: HTMLVideoElement, accept: (text: string) => boolean): Promise<void> {
  const { BarcodeDetector } = globalThis as unknown as { BarcodeDetector: DetectorClass };
  const detector = new BarcodeDetector({ formats: ['qr_code'] });
  const camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  video.srcObject = camera;
  video.hidden = false;
  try {
    await video.play();
    for (;;) {
      const found = await detector.detect(video);
      if (found.some(({ rawValue }) => accept(rawValue))) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  } finally {
    for (const track of camera.getTracks()) track.stop();
    video.hidden = true;
  }
}
