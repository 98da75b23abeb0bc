// Emits the events named in its environment when it is called for one, with the same data.
async function handler(event, context) {
  console.log(`${event.data.chain} at ${event.chainDepth} from ${event.source}`);
  for (const name of (process.env.NEXT ?? '').split(' ').filter(Boolean)) {
    await context.bindings.events.emit(name, event.data);
  }
}
