-- title: NestJS
-- package: npm @nestjs/common @nestjs/core
--
-- A controller is what @Controller makes of a class: its decorator is the web object, mounted on every application whose root module reaches, by imports,
-- a module that lists it. Its methods' decorators are the registrations. Services come through constructor parameters, which the resolver types.

-- types
INSERT INTO framework_package(framework, package) VALUES ('nestjs', '@nestjs/core'), ('nestjs', '@nestjs/common');
INSERT INTO type_alias(path, type, same) VALUES
    ('@nestjs/core.NestFactory.create()',  'nestjs.Application()', 0),
    ('@nestjs/common.INestApplication()',  'nestjs.Application()', 0),
    ('@nestjs/platform-express.NestExpressApplication()', 'nestjs.Application()', 0),
    ('@nestjs/platform-fastify.NestFastifyApplication()', 'nestjs.Application()', 0),
    ('nestjs.Application().setGlobalPrefix()', 'nestjs.Application()', 1),
    ('nestjs.Application().enableVersioning()', 'nestjs.Application()', 1),
    ('nestjs.Application().useGlobalFilters()', 'nestjs.Application()', 1),
    ('nestjs.Application().useGlobalPipes()', 'nestjs.Application()', 1),
    ('nestjs.Application().useGlobalGuards()', 'nestjs.Application()', 1),
    ('@nestjs/common.forwardRef()',        '#0()',                 0);
INSERT INTO library_constant(path, value)
    SELECT '@nestjs/common.HttpStatus.' || column1, column2 FROM (VALUES
    ('OK', 200), ('CREATED', 201), ('ACCEPTED', 202), ('NO_CONTENT', 204), ('MOVED_PERMANENTLY', 301), ('FOUND', 302), ('SEE_OTHER', 303), ('NOT_MODIFIED', 304),
    ('BAD_REQUEST', 400), ('UNAUTHORIZED', 401), ('PAYMENT_REQUIRED', 402), ('FORBIDDEN', 403), ('NOT_FOUND', 404), ('METHOD_NOT_ALLOWED', 405), ('NOT_ACCEPTABLE', 406),
    ('REQUEST_TIMEOUT', 408), ('CONFLICT', 409), ('GONE', 410), ('PRECONDITION_FAILED', 412), ('PAYLOAD_TOO_LARGE', 413), ('UNSUPPORTED_MEDIA_TYPE', 415), ('I_AM_A_TEAPOT', 418),
    ('UNPROCESSABLE_ENTITY', 422), ('TOO_MANY_REQUESTS', 429), ('INTERNAL_SERVER_ERROR', 500), ('NOT_IMPLEMENTED', 501), ('BAD_GATEWAY', 502), ('SERVICE_UNAVAILABLE', 503),
    ('GATEWAY_TIMEOUT', 504));
INSERT INTO library_constant(path, value) VALUES
    ('@nestjs/common.VersioningType.URI', 'uri'), ('@nestjs/common.VersioningType.HEADER', 'header'), ('@nestjs/common.VersioningType.MEDIA_TYPE', 'media'),
    ('@nestjs/common.VERSION_NEUTRAL', '');
INSERT INTO type_alias(path, type, same)                                        -- @Res() response: Response, of the framework below, which may be imported as a type only
    SELECT 'express.Response().' || column1 || '()', 'express.Response()', 1 FROM (VALUES ('status'), ('set'), ('header'), ('type'), ('cookie')) UNION ALL
    VALUES ('fastify.FastifyReply()', 'fastify.Reply()', 0), ('fastify.FastifyRequest()', 'fastify.Request()', 0), ('fastify.Reply().code()', 'fastify.Reply()', 1),
        ('fastify.Reply().status()', 'fastify.Reply()', 1), ('fastify.Reply().header()', 'fastify.Reply()', 1);
INSERT INTO request_part(path, origin)
    SELECT f.column1 || p.column1, p.column2 FROM (VALUES ('express.Request().'), ('fastify.Request().')) f,
        (VALUES ('params', 'path'), ('query', 'query'), ('body', 'body'), ('headers', 'header'), ('cookies', 'cookie'), ('session', 'session'), ('user', 'session')) p;

-- facts
CREATE TEMP TABLE nest_controller AS                                        -- one row per path: @Controller(), @Controller('x'), @Controller(['x', 'y']), @Controller({ path, version })
SELECT d.call_id, d.target_id AS class_id, c.file_id, coalesce(e.value, pe.value, p.value, a.value, iif(a.call_id IS NULL OR p.object_id IS NULL AND a.entity = 'object' AND a.kind <> 'array',
    '', NULL)) AS path, ve.value AS version
FROM decorator d
JOIN call c ON c.id = d.call_id AND c.callee = '@nestjs/common.Controller'
LEFT JOIN argument a ON a.call_id = c.id AND a.position = 0
LEFT JOIN property e ON e.object_id = a.entity_id AND a.kind = 'array'
LEFT JOIN property p ON p.object_id = a.entity_id AND a.entity = 'object' AND a.kind <> 'array' AND p.key = 'path'
LEFT JOIN property pe ON pe.object_id = p.entity_id AND p.kind = 'array'
LEFT JOIN property ve ON ve.object_id = a.entity_id AND a.entity = 'object' AND ve.key = 'version'
WHERE d.target_kind = 'class';

CREATE TEMP TABLE nest_part AS                                              -- what a module lists: class of the module, imports | controllers, class listed
SELECT d.target_id AS module_id, l.key AS list, coalesce(iif(e.entity IN ('class', 'instance'), e.entity_id, NULL), cl.id, md.entity_id) AS class_id
FROM decorator d
JOIN call c ON c.id = d.call_id AND c.callee = '@nestjs/common.Module'
JOIN argument a ON a.call_id = c.id AND a.position = 0 AND a.entity = 'object'
JOIN property l ON l.object_id = a.entity_id AND l.key IN ('imports', 'controllers')
LEFT JOIN property e ON e.object_id = l.entity_id AND NOT e.is_spread                -- also of a list spread into it: [Root, ...authenticated]
    OR e.object_id IN (SELECT s.entity_id FROM property s WHERE s.object_id = l.entity_id AND s.is_spread AND s.entity = 'object')
LEFT JOIN call s ON s.id = e.value_call_id                                  -- UsersModule.forRoot(…), forwardRef(() => UsersModule)
LEFT JOIN class cl ON 'class:' || cl.id = s.receiver_type
LEFT JOIN argument g ON g.call_id = s.id AND g.position = 0 AND g.entity = 'function' AND s.callee = '@nestjs/common.forwardRef'
LEFT JOIN return md ON md.function_id = g.entity_id AND md.entity = 'class'
WHERE d.target_kind = 'class';

CREATE TEMP TABLE nest_app AS
SELECT c.id AS call_id, a.entity_id AS module_id, c.file_id,
    (SELECT coalesce(p.value, char(0)) FROM call s LEFT JOIN argument p ON p.call_id = s.id AND p.position = 0
        WHERE s.receiver_type = 'nestjs.Application()' AND s.name = 'setGlobalPrefix' AND (s.receiver_origin = c.id OR s.receiver_origin IS NULL)) AS prefix,
    EXISTS (SELECT 1 FROM call s LEFT JOIN argument o ON o.call_id = s.id AND o.position = 0 LEFT JOIN property t ON t.object_id = o.entity_id AND t.key = 'type'
        WHERE s.receiver_type = 'nestjs.Application()' AND s.name = 'enableVersioning' AND coalesce(t.value, 'uri') = 'uri') AS versioned
FROM call c
LEFT JOIN argument a ON a.call_id = c.id AND a.position = 0 AND a.entity = 'class'
WHERE c.result_type = 'nestjs.Application()' AND c.result_origin = c.id AND c.name = 'create';

INSERT INTO web_object(call_id, framework, kind, prefix, style) SELECT call_id, 'nestjs', 'app', '', 'slash' FROM nest_app;
INSERT INTO web_object(call_id, framework, kind, prefix, style) SELECT DISTINCT call_id, 'nestjs', 'router', '', 'slash' FROM nest_controller;

INSERT INTO mount(framework, parent_call_id, prefix, child_call_id, call_id, file_id, line)
WITH RECURSIVE reached(app_id, module_id) AS (
    SELECT call_id, module_id FROM nest_app WHERE module_id IS NOT NULL
    UNION
    SELECT r.app_id, p.class_id FROM reached r JOIN nest_part p ON p.module_id = r.module_id AND p.list = 'imports' WHERE p.class_id IS NOT NULL
), listed AS (SELECT p.class_id, p.module_id FROM nest_part p WHERE p.list = 'controllers')
SELECT DISTINCT 'nestjs', a.call_id, iif(a.prefix = char(0), NULL, '/' || coalesce(a.prefix, '')), k.call_id, a.call_id, k.file_id, c.line
FROM nest_controller k
JOIN call c ON c.id = k.call_id
JOIN nest_app a ON EXISTS (SELECT 1 FROM reached r JOIN listed l ON l.module_id = r.module_id AND l.class_id = k.class_id WHERE r.app_id = a.call_id)
    -- listed in a module whose way to a root is not seen (built at run time), or nothing is known of the lists: the application beside it, or any
    OR NOT EXISTS (SELECT 1 FROM reached r JOIN listed l ON l.module_id = r.module_id AND l.class_id = k.class_id)
       AND (a.call_id IN (SELECT n.call_id FROM nest_app n JOIN file nf ON nf.id = n.file_id JOIN file kf ON kf.id = k.file_id WHERE substr(kf.path, 1, length(dirname(nf.path))) = dirname(nf.path))
           OR NOT EXISTS (SELECT 1 FROM nest_app n JOIN file nf ON nf.id = n.file_id JOIN file kf ON kf.id = k.file_id WHERE substr(kf.path, 1, length(dirname(nf.path))) = dirname(nf.path)))
       AND (EXISTS (SELECT 1 FROM listed l WHERE l.class_id = k.class_id) OR EXISTS (SELECT 1 FROM nest_part p WHERE p.list = 'controllers' AND p.class_id IS NULL));

-- @Get(), @Get(':id'), @Get(['a', 'b']), @All()
CREATE TEMP TABLE nest_route AS
SELECT d.call_id, d.target_id AS function_id, f.class_id, f.file_id, f.line, upper(c.name) AS method,
    coalesce(e.value, a.value, iif(a.call_id IS NULL, '', NULL)) AS path,
    (SELECT '/v' || v.value FROM decorator x JOIN call y ON y.id = x.call_id AND y.callee = '@nestjs/common.Version' JOIN argument v ON v.call_id = y.id AND v.position = 0
        WHERE x.target_kind = 'function' AND x.target_id = d.target_id AND v.value <> '') AS version
FROM decorator d
JOIN call c ON c.id = d.call_id AND c.callee = '@nestjs/common.' || c.name AND c.name IN ('Get', 'Post', 'Put', 'Patch', 'Delete', 'Head', 'Options', 'All', 'Sse')
JOIN function f ON f.id = d.target_id
LEFT JOIN argument a ON a.call_id = c.id AND a.position = 0
LEFT JOIN property e ON e.object_id = a.entity_id AND a.kind = 'array'
WHERE d.target_kind = 'function';

-- a controller's methods, also those of a class of the program it extends
INSERT INTO registration(framework, object_call_id, method, path, function_id, call_id, file_id, line)
WITH RECURSIVE has(class_id, owner_id) AS (
    SELECT class_id, class_id FROM nest_controller
    UNION
    SELECT h.class_id, b.base_class_id FROM has h JOIN class_base b ON b.class_id = h.owner_id WHERE b.base_class_id IS NOT NULL
)
SELECT DISTINCT 'nestjs', iif(x.path IS NULL, k.call_id, (SELECT call_id FROM nest_app LIMIT 1)), iif(r.method = 'SSE', 'GET', r.method),
    coalesce(iif((SELECT max(versioned) FROM nest_app), coalesce(r.version, '/v' || nullif(k.version, '')), NULL), '') || '/' || k.path || '/' || r.path, r.function_id, r.call_id, r.file_id, r.line
FROM nest_controller k
JOIN has h ON h.class_id = k.class_id
JOIN nest_route r ON r.class_id = h.owner_id
LEFT JOIN (SELECT coalesce(pp.value, e.value) AS path FROM call s JOIN argument o ON o.call_id = s.id AND o.position = 1 AND o.entity = 'object'
        JOIN property x ON x.object_id = o.entity_id AND x.key = 'exclude' JOIN property e ON e.object_id = x.entity_id
        LEFT JOIN property pp ON pp.object_id = e.entity_id AND e.entity = 'object' AND pp.key = 'path'
        WHERE s.receiver_type = 'nestjs.Application()' AND s.name = 'setGlobalPrefix') x   -- setGlobalPrefix('api', { exclude: ['health'] })
    ON trim(x.path, '/') = trim(k.path || '/' || r.path, '/')
WHERE (SELECT count(*) FROM nest_app) > 0 OR x.path IS NULL
ORDER BY r.file_id, r.line;

-- what a route says it answers: @ApiResponse({ status: 404 }), @ApiNotFoundResponse(), @ApiOkResponse({ type: [Call] }), isArray: true
INSERT INTO stated_response(registration_id, status, body, source, file_id, line)
SELECT r.id, coalesce(CAST(s.value AS INTEGER), n.column2), CASE WHEN l.value = 'true' OR t.kind = 'array' THEN 'list' WHEN t.key IS NOT NULL THEN 'object' END, 'decorator', r.file_id, d.line
FROM registration r
JOIN decorator d ON d.target_kind = 'function' AND d.target_id = r.function_id
JOIN call c ON c.id = d.call_id
JOIN (VALUES ('ApiResponse', NULL), ('ApiOkResponse', 200), ('ApiCreatedResponse', 201), ('ApiNoContentResponse', 204), ('ApiNotFoundResponse', 404), ('ApiDefaultResponse', NULL)) n
    ON c.callee = '@nestjs/swagger.' || n.column1
LEFT JOIN argument o ON o.call_id = c.id AND o.position = 0 AND o.entity = 'object'
LEFT JOIN property s ON s.object_id = o.entity_id AND s.key = 'status' AND n.column1 = 'ApiResponse'
LEFT JOIN property t ON t.object_id = o.entity_id AND t.key = 'type'
LEFT JOIN property l ON l.object_id = o.entity_id AND l.key = 'isArray'
WHERE r.framework = 'nestjs';

-- @Param('id') id, @Query() q, @Body() dto: the decorator of a parameter says where it comes from
INSERT INTO parameter_origin(function_id, position, origin, name)
SELECT p.function_id, p.position, CASE c.name WHEN 'Param' THEN 'path' WHEN 'Query' THEN 'query' WHEN 'Body' THEN 'body' WHEN 'Headers' THEN 'header' WHEN 'Session' THEN 'session'
    ELSE 'session' END, coalesce(a.value, p.name)
FROM decorator d
JOIN parameter p ON p.function_id = d.target_id AND p.position = d.parameter
JOIN nest_route r ON r.function_id = p.function_id
LEFT JOIN call c ON c.id = d.call_id AND c.callee = '@nestjs/common.' || c.name
LEFT JOIN argument a ON a.call_id = c.id AND a.position = 0
WHERE d.target_kind = 'parameter' AND (c.name IN ('Param', 'Query', 'Body', 'Headers', 'Session')
    OR regexp('(?i)(user|auth|account|principal|tenant|session)', coalesce((SELECT y.name FROM call y WHERE y.id = d.call_id), d.text, '')))     -- @CurrentUser() of the program
GROUP BY p.function_id, p.position;

-- @Param('id', ParseUUIDPipe): a pipe of the parameter, of the method or class, of the application
INSERT INTO request_check(function_id, part, name, how)
SELECT o.function_id, o.origin, iif(o.origin = 'body', NULL, o.name), 'declared'
FROM parameter_origin o
JOIN parameter p ON p.function_id = o.function_id AND p.position = o.position
JOIN decorator d ON d.target_kind = 'parameter' AND d.target_id = o.function_id AND d.parameter = o.position
JOIN function f ON f.id = o.function_id
WHERE o.origin IN ('path', 'query', 'body') AND o.function_id IN (SELECT function_id FROM nest_route)
  AND ((SELECT count(*) FROM argument a WHERE a.call_id = d.call_id) > 1
    OR EXISTS (SELECT 1 FROM argument a WHERE a.call_id = d.call_id AND a.position = 0 AND coalesce(a.kind, '') NOT IN ('string', 'template'))
    OR EXISTS (SELECT 1 FROM decorator u JOIN call c ON c.id = u.call_id AND c.callee = '@nestjs/common.UsePipes'
        WHERE u.target_kind = 'function' AND u.target_id = f.id OR u.target_kind = 'class' AND u.target_id = f.class_id)
    -- a class of rules, which only a pipe reads
    OR p.type LIKE 'class:%' AND EXISTS (SELECT 1 FROM call c WHERE c.callee = '@nestjs/common.ValidationPipe'));

-- guards and interceptors of a class or method
INSERT INTO middleware(object_call_id, registration_id, position, function_id, type)
SELECT r.object_call_id, r.id, d.position * 100 + a.position, m.id, coalesce(a.type, a.text)
FROM registration r
JOIN function f ON f.id = r.function_id
JOIN decorator d ON d.target_kind = 'function' AND d.target_id = f.id OR d.target_kind = 'class' AND d.target_id = f.class_id
JOIN call c ON c.id = d.call_id AND c.callee IN ('@nestjs/common.UseGuards', '@nestjs/common.UseInterceptors')
JOIN argument a ON a.call_id = c.id
LEFT JOIN function m ON m.class_id = a.entity_id AND a.entity IN ('class', 'instance') AND m.name IN ('canActivate', 'intercept')
WHERE r.framework = 'nestjs';

-- throw new NotFoundException(), throw new HttpException('…', HttpStatus.NOT_FOUND), classes of the program that extend them
CREATE TEMP TABLE nest_error AS
WITH named(name, status) AS (VALUES ('BadRequestException', 400), ('UnauthorizedException', 401), ('ForbiddenException', 403), ('NotFoundException', 404), ('MethodNotAllowedException', 405),
    ('NotAcceptableException', 406), ('RequestTimeoutException', 408), ('ConflictException', 409), ('GoneException', 410), ('PreconditionFailedException', 412),
    ('PayloadTooLargeException', 413), ('UnsupportedMediaTypeException', 415), ('UnprocessableEntityException', 422), ('InternalServerErrorException', 500), ('NotImplementedException', 501),
    ('BadGatewayException', 502), ('ServiceUnavailableException', 503), ('GatewayTimeoutException', 504), ('ImATeapotException', 418), ('HttpException', NULL)),
own(class_id, status) AS (
    SELECT b.class_id, coalesce(n.status, (SELECT CAST(a.value AS INTEGER) FROM function k JOIN call s ON s.function_id = k.id AND s.name = 'super' JOIN argument a ON a.call_id = s.id
        AND a.value GLOB '[1-5][0-9][0-9]' WHERE k.class_id = b.class_id))
    FROM class_base b JOIN named n ON b.type = '@nestjs/common.' || n.name
)
SELECT '@nestjs/common.' || name || '()' AS type, status FROM named
UNION ALL SELECT 'class:' || class_id || '()', status FROM own
UNION ALL SELECT 'class:' || b.class_id || '()', o.status FROM class_base b JOIN own o ON o.class_id = b.base_class_id;

INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, error_type, body_kind, media, file_id, line)
SELECT 'nestjs', t.function_id, t.region_id, t.value_call_id, 'throw', coalesce(e.status, (SELECT CAST(a.value AS INTEGER) FROM argument a WHERE a.call_id = t.value_call_id AND a.position = 1)),
    substr(e.type, 1, length(e.type) - 2), 'string', 'json', t.file_id, t.line
FROM return t JOIN nest_error e ON e.type = t.type
WHERE t.how = 'throw';

-- response.status(404).json(…) where a handler asks for the response itself
INSERT INTO exit(framework, function_id, region_id, call_id, kind, status, body_kind, media, file_id, line)
SELECT 'nestjs', c.function_id, c.region_id, c.id, 'respond', coalesce(CAST(s.value AS INTEGER), CASE WHEN c.name = 'sendStatus' THEN CAST(b.value AS INTEGER) WHEN sc.id IS NULL THEN 200 END),
    coalesce(b.kind, 'none'), iif(c.name = 'json' OR b.kind IN ('object', 'array'), 'json', NULL), c.file_id, c.line
FROM call c
LEFT JOIN argument b ON b.call_id = c.id AND b.position = 0
LEFT JOIN call sc ON sc.id = c.receiver_call_id AND sc.name IN ('status', 'code')
LEFT JOIN argument s ON s.call_id = sc.id AND s.position = 0
WHERE c.receiver_type IN ('express.Response()', 'fastify.Reply()') AND c.name IN ('json', 'send', 'sendStatus', 'end')
  AND c.file_id IN (SELECT file_id FROM nest_controller) AND NOT EXISTS (SELECT 1 FROM exit x WHERE x.call_id = c.id);

-- a filter that catches everything
INSERT INTO boundary(framework, kind, error_type, function_id, file_id, line)
SELECT 'nestjs', 'exception_handler', coalesce(a.type, a.text, '*'), m.id, k.file_id, k.line
FROM decorator d JOIN call c ON c.id = d.call_id AND c.callee = '@nestjs/common.Catch'
JOIN class k ON k.id = d.target_id
LEFT JOIN argument a ON a.call_id = c.id
LEFT JOIN function m ON m.class_id = k.id AND m.name = 'catch'
WHERE d.target_kind = 'class';

DROP TABLE nest_controller;
DROP TABLE nest_part;
DROP TABLE nest_app;
DROP TABLE nest_route;
DROP TABLE nest_error;

INSERT INTO framework_effect(framework, major_from, major_to, async, unless, verdict, detail) VALUES
    ('nestjs', 0, 99, 1, NULL, 'clean', 'Nest answers a plain 500 and logs the error.');
