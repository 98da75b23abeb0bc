// Emits what calls it, and says so: the name it listens to is its own.
async function handler(event, context) {
  console.log(`run at ${event.chainDepth}`);
  try {
    await context.bindings.events.emit(event.eventName, event.data);
  } catch (error) {
    console.log(`refused at ${event.chainDepth}: ${error.code}: ${error.message}`);
  }
}
