// Called for an event it invokes itself over, and called so it emits that event.
async function handler(input, { functionId, bindings }) {
  if (input.type === 'event') {
    console.log(`event at ${input.chainDepth}`);
    const { body } = await bindings.functions.invoke(functionId, { body: { emit: input.eventName } });
    console.log(`event at ${input.chainDepth} told ${body}`);
    return undefined;
  }
  return bindings.events.emit(input.body.emit).then(() => 'emitted', (error) => error.code);
}
