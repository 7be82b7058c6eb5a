// The operations of the official client that local Botpress answers, and that its test has to call.

/** The runtime and files API: conversations, users, messages, events, states, files, workflows and the rest. */
export const RUNTIME = `
  createConversation getConversation listConversations getOrCreateConversation updateConversation deleteConversation
  listParticipants addParticipant getParticipant removeParticipant
  createEvent getEvent listEvents cancelScheduledEvent
  createMessage getOrCreateMessage getMessage updateMessage listMessages deleteMessage
  initializeIncomingMessage importMessages
  createUser getUser listUsers getOrCreateUser updateUser deleteUser
  getState setState getOrSetState patchState setStateExpiry
  callAction configureIntegration trackAnalytics captureObservation listTagValues introspect runVrl
  uploadFile upsertFile getFile deleteFile listFiles updateFileMetadata copyFile searchFiles listFilePassages
  listFileTags listFileTagValues listKnowledgeBases
  createWorkflow getWorkflow getOrCreateWorkflow updateWorkflow deleteWorkflow listWorkflows
`
  .trim()
  .split(/\s+/);

/** Lists that the client walks through by itself. */
export const ITERATORS = `
  conversations participants events messages users files filePassages fileTags fileTagValues knowledgeBases workflows
  publicIntegrations bots workspaces publicWorkspaces integrations interfaces publicInterfaces plugins publicPlugins
`
  .trim()
  .split(/\s+/)
  .map((name) => `list.${name}`);

/** The admin API. */
export const ADMIN = `
  getAccount listPersonalAccessTokens createPersonalAccessToken deletePersonalAccessToken
  listWorkspaces getWorkspace updateWorkspace checkHandleAvailability listPublicWorkspaces
  createIntegration updateIntegration validateIntegrationCreation validateIntegrationUpdate getIntegration
  getIntegrationByName listIntegrations deleteIntegration getIntegrationLogs requestIntegrationVerification
  rotateIntegrationSigningSecrets createIntegrationApiKey listIntegrationApiKeys deleteIntegrationApiKey
  createIntegrationShareableId getIntegrationShareableId deleteIntegrationShareableId
  listPublicIntegrations getPublicIntegration getPublicIntegrationById
  listInterfaces getInterface getInterfaceByName listPublicInterfaces getPublicInterface getPublicInterfaceById
  listPlugins getPlugin getPluginByName listPublicPlugins getPublicPlugin getPublicPluginById
  createBot updateBot getBot listBots deleteBot getBotLogs rotateBotSigningSecrets
  createBotApiKey listBotApiKeys deleteBotApiKey
`
  .trim()
  .split(/\s+/);
