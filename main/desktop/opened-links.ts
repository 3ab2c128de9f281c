/** Links that macOS gives by an event, the first maybe before the app is ready. Elsewhere they are arguments. */
import { app } from 'electron';

export class OpenedLinks {
  private readonly waiting: string[] = [];
  private follow: ((url: string) => void) | null = null;

  constructor() {
    app.on('open-url', (event, url) => {
      event.preventDefault();
      if (this.follow) this.follow(url);
      else this.waiting.push(url);
    });
  }

  onLink(follow: (url: string) => void): void {
    this.follow = follow;
    for (const url of this.waiting.splice(0)) follow(url);
  }
}
