@Controller('users')
@UseGuards(AuthGuard)
export class UserController {
  @Column({ type: 'text' }) name: string
  constructor(private readonly users: UserService) {}
  @Get(':id')
  @HttpCode(200)
  async find(@Param('id') id: string, @Body() body: CreateDto) { return this.users.find(id) }
  @Post() create() {}
  plain() {}
}
@Injectable()
class Local {}
//= call Body() not in find
//= call Column({type: "text"}) not in module @class
//= call Controller("users") not in module
//= call Get(":id") not in module @class
//= call HttpCode(200) not in module @class
//= call Injectable() not in module
//= call Param("id") not in find
//= call Post() not in module @class
//= call UseGuards(AuthGuard) not in module
//= call this.users.find(id) return in find
//= class Local 12-13 ()
//= class UserController 3-11 ()
//= class-def Local in module
//= class-def UserController in module
//= decorator b .0 @Column({type: "text"}) 4
//= decorator c Local.0 @Injectable() 12
//= decorator c UserController.0 @Controller("users") 1
//= decorator c UserController.1 @UseGuards(AuthGuard) 2
//= decorator f create.0 @Post() 9
//= decorator f find.0 @Get(":id") 6
//= decorator f find.1 @HttpCode(200) 7
//= decorator p .0 @Body() 8
//= decorator p .0 @Param("id") 8
//= def constructor in class UserController @class
//= def create in class UserController @class
//= def find in class UserController @class
//= def plain in class UserController @class
//= export UserController = UserController
//= field name: string in class UserController @class
//= field users: UserService = users in class UserController
//= function constructor 5-5 method constructor of UserController
//= function create 9-9 method of UserController
//= function find 8-8 async method of UserController returns
//= function plain 10-10 method of UserController
//= parameter body: CreateDto in find
//= parameter constructor.0 users: UserService property
//= parameter find.0 id: string
//= parameter find.1 body: CreateDto
//= parameter id: string in find
//= parameter users: UserService in constructor
//= region class 12-13 in module
//= region class 3-11 in module
//= return this.users.find(id) in find
