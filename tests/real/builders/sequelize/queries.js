/* Queries of Sequelize. Each export sends one statement. */
const { DataTypes, Model, Sequelize } = require('sequelize');

const sequelize = new Sequelize(process.env.DATABASE_URL, { logging: false });
const User = sequelize.define('User', { id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true }, name: { type: DataTypes.TEXT, allowNull: false }, email: DataTypes.TEXT, tries: { type: DataTypes.INTEGER, defaultValue: 0 }, seenAt: { type: DataTypes.DATE, field: 'seen_at' } }, { tableName: 'users', timestamps: false });
class Tag extends Model {}
Tag.init({ word: { type: DataTypes.TEXT, allowNull: false } }, { sequelize, tableName: 'tags', timestamps: false });

exports.all = () => User.findAll();
exports.some = () => User.findAll({ attributes: ['id', 'name'], where: { tries: 0 }, limit: 5 });
exports.one = () => User.findOne({ where: { email: 'a@x', seenAt: null } });
exports.byPk = () => User.findByPk(1);
exports.counted = () => User.count({ where: { name: 'a' } });
exports.add = () => Tag.create({ word: 's1' });
exports.change = () => User.update({ name: 'g' }, { where: { id: 1 } });
exports.remove = () => Tag.destroy({ where: { word: 'nothing' } });
exports.text = () => sequelize.query('SELECT name FROM users WHERE id = $1', { bind: [1] });
exports.end = () => sequelize.close();
